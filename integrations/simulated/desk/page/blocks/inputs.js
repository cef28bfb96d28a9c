// The input block: label, element, hint, and the place where an error appears.

import { h } from "../dom.js";
import { plain } from "../mrkdwn.js";
import { element } from "./elements.js";

let serial = 0;

export function inputBlock(block, ctx) {
  const id = `field-${(serial += 1)}`;
  const label = block.label?.text || "";
  const field = element(block.element, { ...ctx, silent: !block.dispatch_action, label, fieldId: id });
  const node = h(
    "div",
    { class: "input" },
    h("label", { class: "input-label", for: id }, ...plain(label), block.optional ? h("span", { class: "optional" }, " (optional)") : null),
    field,
    block.hint ? h("div", { class: "hint" }, ...plain(block.hint.text)) : null,
    h("div", { class: "input-error", role: "alert", data: { testid: "input-error" } }),
  );
  node.__input = { optional: Boolean(block.optional), element: block.element };
  node.addEventListener("input", () => showError(node, ""));
  node.addEventListener("change", () => showError(node, ""));
  return node;
}

export function showError(node, message) {
  node.classList.toggle("has-error", Boolean(message));
  node.querySelector(".input-error").textContent = message || "";
}

/** What Slack's own client checks before it sends: presence, lengths, numbers, addresses. Returns `{block_id: message}`. */
export function problems(root) {
  const found = {};
  for (const node of root.querySelectorAll(".block-input")) {
    const { optional, element: el } = node.__input;
    const holder = node.querySelector("[data-stateful]");
    if (!holder) continue;
    const value = Object.entries(holder.__state.read()).find(([k]) => k !== "type")?.[1];
    const empty = value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
    const message = empty ? (optional ? "" : "Please complete this required field.") : wrong(el, String(value));
    if (message) found[node.dataset.blockId] = message;
  }
  return found;
}

function wrong(el, value) {
  if (el.type === "number_input") {
    const n = Number(value);
    if (!Number.isFinite(n)) return "Please enter a number.";
    if (!el.is_decimal_allowed && !Number.isInteger(n)) return "Please enter a whole number.";
    if (el.min_value !== undefined && n < Number(el.min_value)) return `Must be ${el.min_value} or more.`;
    if (el.max_value !== undefined && n > Number(el.max_value)) return `Must be ${el.max_value} or less.`;
  }
  if (el.type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return "Please enter an email address.";
  if (el.type === "url_text_input" && !/^https?:\/\/\S+$/.test(value)) return "Please enter a web address, beginning with https://.";
  if (el.type === "plain_text_input" && el.min_length && value.length < el.min_length) return `At least ${el.min_length} characters.`;
  return "";
}
