// Building blocks for the DOM. Text always enters as text nodes: nothing here parses markup.

import { withGlyphs } from "./glyphs.js";

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element. `props`: `on` = listeners, `data` = dataset, `style` = CSSOM, `class`, anything else an attribute. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "on") for (const [name, fn] of Object.entries(value)) node.addEventListener(name, fn);
    else if (key === "data")
      for (const [name, v] of Object.entries(value)) {
        if (v !== undefined && v !== null) node.dataset[name] = v;
      }
    else if (key === "style") for (const [name, v] of Object.entries(value)) node.style.setProperty(name, v);
    else if (key === "class") node.className = value;
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    if (child instanceof Node) node.append(child);
    else node.append(...withGlyphs(String(child)));
  }
  return node;
}

export const replace = (node, ...children) => {
  node.replaceChildren();
  return append(node, children);
};

const PATHS = {
  home: "M4 11.2 12 4l8 7.2V19a1 1 0 0 1-1 1h-4.5v-5h-5v5H5a1 1 0 0 1-1-1z",
  hash: "M9.5 4 7.5 20M16.5 4l-2 16M4.5 9h16M3.5 15h16",
  chat: "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 17h-7l-4.5 3.5V17H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 5z",
  send: "M4.5 12 20 4.5 15.5 20l-3.2-6z M12.3 14 20 4.5",
  stop: "M7 7h10v10H7z",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  moon: "M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z",
  down: "M6 9.5l6 6 6-6",
  reply: "M10 6 4.5 11.5 10 17M5 11.5h8.5a6 6 0 0 1 6 6V19",
  smile: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM8.5 14a4 4 0 0 0 7 0M9 9.5v.5M15 9.5v.5",
  copy: "M9 9h10v11H9zM5 15V4h10",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  file: "M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-10A.5.5 0 0 1 7 20zM14 3.5v4h4",
  download: "M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14",
  expand: "M14 5h5v5M19 5l-6.5 6.5M10 19H5v-5M5 19l6.5-6.5",
  eye: "M2.8 12S6 6 12 6s9.2 6 9.2 6-3.2 6-9.2 6-9.2-6-9.2-6zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
  check: "M5 12.5 10 17.5 19.5 7",
  left: "M14.5 6l-6 6 6 6",
  right: "M9.5 6l6 6-6 6",
  info: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5M12 8v.2",
  warn: "M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.2",
  error: "M8 3.5h8l4.5 4.5v8L16 20.5H8L3.5 16V8zM12 8v5M12 16v.2",
  up: "M7 11v9H4v-9zM7 11l4-7a2 2 0 0 1 2.5 2.2L13 10h5.5a1.5 1.5 0 0 1 1.5 1.8l-1.3 7a1.5 1.5 0 0 1-1.5 1.2H7",
  thumbdown: "M7 13V4H4v9zM7 13l4 7a2 2 0 0 0 2.5-2.2L13 14h5.5a1.5 1.5 0 0 0 1.5-1.8l-1.3-7A1.5 1.5 0 0 0 17.2 4H7",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13",
  plus: "M12 5v14M5 12h14",
  slash: "M15.5 4.5l-7 15",
  at: "M12 8.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM15.5 8.5V13a2.3 2.3 0 0 0 4.6 0v-1a8.1 8.1 0 1 0-3.4 6.6",
};

/** A small line icon, hidden from screen readers (the control around it carries the name). */
export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  const attrs = {
    viewBox: "0 0 24 24",
    width: size,
    height: size,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": name === "more" ? 2.6 : 1.7,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
    class: `icon icon-${name}`,
  };
  for (const [k, v] of Object.entries(attrs)) svg.setAttribute(k, v);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] || PATHS.info);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onClick, props = {}) {
  return h(
    "button",
    {
      type: "button",
      class: `icon-button ${props.class || ""}`,
      "aria-label": label,
      title: label,
      ...props.attrs,
      data: props.data,
      on: { click: onClick },
    },
    icon(name, props.size),
  );
}

/** Only addresses a person can follow safely; everything else stays text. */
export function safeUrl(raw) {
  try {
    const url = new URL(raw);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The desk's own files are fetched from the origin the page came from, whatever host name the server wrote. */
export function fileUrl(raw) {
  try {
    const url = new URL(raw, location.href);
    if (url.pathname.startsWith("/files/")) return url.pathname + url.search;
    return ["http:", "https:", "data:", "blob:"].includes(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

export function link(href, ...children) {
  const url = safeUrl(href);
  if (!url) return h("span", {}, ...children);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** A control that had the focus keeps it when its surroundings are drawn anew. */
function keepFocus(old, fresh) {
  const id = old.contains(document.activeElement) && document.activeElement.dataset.actionId;
  const again = id && [...fresh.querySelectorAll("[data-action-id]")].find((n) => n.dataset.actionId === id);
  if (again) queueMicrotask(() => again.focus({ preventScroll: true }));
}

/** Brings `container` to the wanted keyed children, rebuilding only those whose signature changed. */
export function reconcile(container, items) {
  const known = new Map([...container.children].filter((n) => n.__key).map((n) => [n.__key, n]));
  let cursor = container.firstChild;
  for (const { key, sig, build } of items) {
    let node = known.get(key);
    if (!node || node.__sig !== sig) {
      const fresh = build(node);
      fresh.__key = key;
      fresh.__sig = sig;
      if (node && node !== fresh) keepFocus(node, fresh);
      if (node && node !== fresh) {
        if (cursor === node) cursor = node.nextSibling;
        node.remove();
      }
      node = fresh;
    }
    known.delete(key);
    if (node === cursor) cursor = cursor.nextSibling;
    else container.insertBefore(node, cursor);
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}
