// Things one types or picks from a calendar.

import { h } from "../dom.js";
import { changes, stateful } from "./actions.js";

export const dated = (type, field, initial) => (el, ctx) => {
  const start = ctx.initial?.(ctx.blockId, el.action_id)?.[field] ?? el[initial] ?? "";
  const node = h("input", {
    type,
    class: "field field-short",
    value: start,
    "aria-label": el.placeholder?.text || ctx.label || "Choose",
    data: { actionId: el.action_id },
    on: { change: () => changes(node, ctx, el, value) },
  });
  const value = () => ({ [field]: node.value || null });
  return stateful(node, ctx, el, value);
};

export function datetime(el, ctx) {
  const start = ctx.initial?.(ctx.blockId, el.action_id)?.selected_date_time ?? el.initial_date_time;
  const pad = (d) => new Date(d.getTime() - d.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  const node = h("input", {
    type: "datetime-local",
    class: "field field-short",
    value: start ? pad(new Date(start * 1000)) : "",
    "aria-label": ctx.label || "Date and time",
    data: { actionId: el.action_id },
    on: { change: () => changes(node, ctx, el, value) },
  });
  const value = () => ({ selected_date_time: node.value ? Math.floor(new Date(node.value).getTime() / 1000) : null });
  return stateful(node, ctx, el, value);
}

export const typed = (type) => (el, ctx) => {
  const start = ctx.initial?.(ctx.blockId, el.action_id)?.value ?? el.initial_value ?? "";
  const props = {
    class: "field",
    value: start,
    placeholder: el.placeholder?.text,
    "aria-label": ctx.label,
    maxlength: el.max_length,
    minlength: el.min_length,
    data: { actionId: el.action_id },
    id: ctx.fieldId,
    autofocus: el.focus_on_load,
  };
  const node = el.multiline
    ? h("textarea", { ...props, rows: 4 })
    : h("input", {
        ...props,
        type,
        inputmode: type === "number" ? "decimal" : null,
        step: type === "number" ? (el.is_decimal_allowed ? "any" : "1") : null,
        min: el.min_value,
        max: el.max_value,
        autocomplete: "off",
      });
  const value = () => ({ value: node.value === "" ? null : node.value });
  const on = el.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  if (on.includes("on_character_entered")) node.addEventListener("input", () => changes(node, ctx, el, value));
  if (on.includes("on_enter_pressed"))
    node.addEventListener("keydown", (e) => {
      if (e.key === "Enter" && !el.multiline && !ctx.silent) {
        e.preventDefault();
        changes(node, ctx, el, value);
      }
    });
  return stateful(node, ctx, el, value);
};
