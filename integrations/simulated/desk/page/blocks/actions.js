// What happens when somebody clicks: confirm, collect the values around it, send, show that it is on its way.

import { sendActions } from "../api.js";
import { toast } from "../toast.js";
import { askConfirm } from "./confirm.js";

/** Marks `node` as holding a value that travels in `state.values`. `read()` gives Slack's value object. */
export function stateful(node, ctx, element, read) {
  node.dataset.stateful = "1";
  node.__state = { block: ctx.blockId, action: element.action_id, read: () => ({ type: element.type, ...read() }) };
  return node;
}

/** Every value inside `root`, as Slack's `{block_id: {action_id: {...}}}`. */
export function collect(root) {
  const values = {};
  if (!root) return values;
  for (const node of root.querySelectorAll("[data-stateful]")) {
    const { block, action, read } = node.__state;
    if (action) (values[block] ||= {})[action] = read();
  }
  return values;
}

/** Sends one action. Resolves to false when the person said no. */
export async function act(node, ctx, element, value = {}, { confirm = element.confirm } = {}) {
  if (!ctx.container) return false;
  if (confirm && !(await askConfirm({ style: element.style, ...confirm }))) return false;
  const action = { type: element.type, action_id: element.action_id, block_id: ctx.blockId, ...value };
  if (action.type === "button" && element.text) action.text = element.text;
  pend(node, true);
  try {
    const answer = await sendActions(ctx.container, [action], { values: collect(ctx.root?.()) });
    if (answer.ok === false) toast(explain(answer.error), "error");
  } catch (error) {
    toast(error.message, "error");
  }
  pend(node, false);
  return true;
}

/** Input elements report a change only where Slack would: outside input blocks, or with dispatch_action. */
export const changes = (node, ctx, element, value) => {
  if (!ctx.silent) act(node, ctx, element, value());
};

function pend(node, on) {
  node.classList.toggle("pending", on);
  if (on) node.setAttribute("aria-busy", "true");
  else node.removeAttribute("aria-busy");
  if ("disabled" in node && node.tagName === "BUTTON") {
    const focused = document.activeElement === node;
    node.disabled = on;
    if (!on && focused) node.focus();
  }
}

function explain(code) {
  return (
    {
      operation_timeout: "Jorge did not answer in time. Try again.",
      app_offline: "Jorge is not connected right now. Try again in a moment.",
      not_found: "This button no longer belongs to a message.",
    }[code] || `That did not work: ${code || "unknown error"}`
  );
}
