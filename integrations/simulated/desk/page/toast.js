// Short notes at the foot of the page, above dialogs too (a manual popover sits in the top layer).

import { h, icon } from "./dom.js";

const MARKS = { error: "error", warning: "warn", success: "check" };
const host = document.getElementById("toasts");
host.popover = "manual";

export function toast(text, level = "info") {
  const node = h(
    "div",
    { class: `toast toast-${level}`, data: { testid: "toast" } },
    icon(MARKS[level] || "info", 17),
    h("span", {}, String(text)),
  );
  host.append(node);
  if (host.matches(":popover-open")) host.hidePopover();
  host.showPopover();
  const gone = () => {
    node.remove();
    if (!host.children.length && host.matches(":popover-open")) host.hidePopover();
  };
  node.addEventListener("click", gone);
  setTimeout(gone, level === "error" ? 8000 : 5000);
}
