// Pop-up menus: overflow, multi select. One listbox or menu at a time, closed by Escape, Tab or a click elsewhere.

import { h, icon } from "../dom.js";
import { plain } from "../mrkdwn.js";

let closeOpen = null;

/** Opens `panel` under `anchor`, inside the dialog of the anchor if there is one (a dialog is above everything else). */
export function popup(anchor, panel, onClose = () => {}) {
  closeOpen?.();
  const host = anchor.closest("dialog") || document.body;
  host.append(panel);
  place(anchor, panel);
  const outside = (e) => {
    if (!panel.contains(e.target) && !anchor.contains(e.target)) close();
  };
  const keys = (e) => {
    if (e.key === "Escape") {
      e.preventDefault();
      e.stopPropagation();
      close();
      anchor.focus();
    } else if (e.key === "Tab") close();
    else if (["ArrowDown", "ArrowUp", "Home", "End"].includes(e.key)) {
      const items = [...panel.querySelectorAll("[role=menuitem],[role=option],[role=menuitemcheckbox]")].filter((n) => !n.hidden);
      const at = items.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[e.key];
      items[(to + items.length) % items.length]?.focus();
      e.preventDefault();
    }
  };
  const moved = (e) => {
    if (!panel.contains(e.target)) close();
  };
  function close() {
    if (closeOpen !== close) return;
    closeOpen = null;
    panel.remove();
    anchor.setAttribute("aria-expanded", "false");
    removeEventListener("pointerdown", outside, true);
    removeEventListener("keydown", keys, true);
    removeEventListener("scroll", moved, true);
    removeEventListener("resize", close);
    onClose();
  }
  closeOpen = close;
  anchor.setAttribute("aria-expanded", "true");
  addEventListener("pointerdown", outside, true);
  addEventListener("keydown", keys, true);
  addEventListener("scroll", moved, true);
  addEventListener("resize", close);
  return close;
}

function place(anchor, panel) {
  const a = anchor.getBoundingClientRect();
  const p = panel.getBoundingClientRect();
  const below = a.bottom + 6 + p.height <= innerHeight || a.top < p.height;
  panel.style.left = `${Math.max(8, Math.min(a.left, innerWidth - p.width - 8))}px`;
  panel.style.top = `${below ? a.bottom + 6 : a.top - p.height - 6}px`;
}

const optionText = (option) =>
  h(
    "span",
    { class: "option-text" },
    h("span", {}, ...plain(option.text?.text ?? option.text)),
    option.description ? h("small", {}, ...plain(option.description.text ?? option.description)) : null,
  );

/** The three-dots menu. */
export function overflowMenu(element, onPick) {
  const button = h(
    "button",
    {
      type: "button",
      class: "btn btn-icon",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": "More actions",
      data: { actionId: element.action_id },
      on: { click: open },
    },
    icon("more", 18),
  );
  function open() {
    const pick = (option) => {
      close();
      if (option.url) window.open(option.url, "_blank", "noopener");
      onPick(button, option);
    };
    const items = (element.options || []).map((o) =>
      h(
        "button",
        { type: "button", role: "menuitem", class: "menu-item", data: { value: o.value }, on: { click: () => pick(o) } },
        optionText(o),
      ),
    );
    const close = popup(button, h("div", { class: "menu", role: "menu", data: { testid: "menu" } }, ...items));
    items[0]?.focus();
  }
  return button;
}

/** Chips plus a list with ticks; `onChange(options)` when the list closes with another choice. */
export function multiSelect(element, options, initial, onChange) {
  let chosen = [...initial];
  const limit = element.max_selected_items || Infinity;
  const box = h("button", {
    type: "button",
    class: "select multi",
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    "aria-label": element.placeholder?.text || "Choose",
    data: { actionId: element.action_id },
    on: { click: open },
  });
  const text = (o) => o.text?.text ?? o.text;
  function draw() {
    box.replaceChildren(
      ...(chosen.length
        ? chosen.map((o) => h("span", { class: "chip-mini" }, ...plain(text(o))))
        : [h("span", { class: "placeholder" }, element.placeholder?.text || "Choose options")]),
    );
  }
  function open() {
    const before = JSON.stringify(chosen.map((o) => o.value));
    const items = options.map((o) => {
      const on = () => chosen.some((c) => c.value === o.value);
      const item = h(
        "button",
        {
          type: "button",
          role: "option",
          class: "menu-item",
          "aria-selected": on(),
          data: { value: o.value },
          on: {
            click: () => {
              if (on()) chosen = chosen.filter((c) => c.value !== o.value);
              else if (chosen.length < limit) chosen = [...chosen, o];
              item.setAttribute("aria-selected", on());
              draw();
            },
          },
        },
        h("span", { class: "tick" }, icon("check", 14)),
        optionText(o),
      );
      return item;
    });
    popup(
      box,
      h("div", { class: "menu menu-tall", role: "listbox", "aria-multiselectable": "true", data: { testid: "menu" } }, ...items),
      () => {
        if (JSON.stringify(chosen.map((o) => o.value)) !== before) onChange(box, chosen);
      },
    );
    items[0]?.focus();
  }
  draw();
  return { node: box, chosen: () => chosen };
}
