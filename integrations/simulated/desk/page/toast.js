// Short notes at the foot of the page.

import { h, icon } from "./dom.js";

const MARKS = { error: "error", warning: "warn", success: "check" };

export function toast(text, level = "info") {
  const node = h("div", { class: `toast toast-${level}`, data: { testid: "toast" } }, icon(MARKS[level] || "info", 17), h("span", {}, String(text)));
  const host = document.getElementById("toasts");
  const open = [...document.querySelectorAll("dialog[open]")].at(-1);
  if (open) open.append(host); else if (host.parentNode !== document.body) document.body.append(host);
  host.append(node);
  const gone = () => { node.classList.add("leaving"); setTimeout(() => node.remove(), 220); };
  node.addEventListener("click", gone);
  setTimeout(gone, level === "error" ? 8000 : 5000);
}
