// Interactive elements: buttons, menus, pickers, checkboxes, text fields. One builder per element type.

import { h, icon } from "../dom.js";
import { plain, textNodes } from "../mrkdwn.js";
import { state } from "../store.js";
import { act, changes, stateful } from "./actions.js";
import { dated, datetime, typed } from "./fields.js";
import { imageElement } from "./media.js";
import { multiSelect, overflowMenu } from "./menus.js";

const hiddenFrom = (el) => el.visible_to_user_ids?.length && !el.visible_to_user_ids.includes(state.me?.id);

function button(el, ctx) {
  const style = { primary: "btn-primary", danger: "btn-danger" }[el.style] || "";
  const props = { class: `btn ${style}`, "aria-label": el.accessibility_label, data: { actionId: el.action_id, value: el.value } };
  const click = () => act(node, ctx, el, el.value === undefined ? {} : { value: el.value });
  const node = el.url
    ? h(
        "a",
        { ...props, href: el.url, target: "_blank", rel: "noopener noreferrer", on: { click } },
        ...plain(el.text?.text),
        icon("expand", 14),
      )
    : h("button", { type: "button", ...props, on: { click } }, h("span", { class: "btn-label" }, ...plain(el.text?.text)));
  return node;
}

const ICONS = { trash: "trash", copy: "copy", "thumbs-up": "up", "thumbs-down": "thumbdown" };

function iconButtonElement(el, ctx) {
  const label = el.accessibility_label || el.text?.text || el.icon;
  const node = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": label,
      title: el.text?.text || label,
      data: { actionId: el.action_id },
      on: { click: () => act(node, ctx, el, { value: el.value }) },
    },
    icon(ICONS[el.icon] || "more", 16),
  );
  return node;
}

function feedback(el, ctx) {
  const make = (side, name) => {
    const label = side.accessibility_label || side.text?.text;
    const node = h(
      "button",
      {
        type: "button",
        class: "icon-button feedback",
        "aria-label": label,
        title: side.text?.text || label,
        "aria-pressed": "false",
        data: { actionId: el.action_id, value: side.value },
        on: {
          click: () => {
            for (const b of node.parentNode.children) b.setAttribute("aria-pressed", b === node);
            act(node, ctx, el, { value: side.value, text: side.text });
          },
        },
      },
      icon(name, 16),
    );
    return node;
  };
  return h(
    "span",
    { class: "feedback-pair", role: "group", "aria-label": "Feedback" },
    make(el.positive_button, "up"),
    make(el.negative_button, "thumbdown"),
  );
}

const flat = (el) => [...(el.options || []), ...(el.option_groups || []).flatMap((g) => g.options)];
const optionLabel = (o) => o.text?.text ?? o.text ?? o.value;

function select(el, ctx, options, { start, read, groups }) {
  const optionNode = (o) => h("option", { value: o.value }, optionLabel(o));
  const node = h(
    "select",
    { class: "select", "aria-label": el.placeholder?.text || ctx.label || "Choose", data: { actionId: el.action_id } },
    h("option", { value: "" }, el.placeholder?.text || "Choose"),
    ...(groups
      ? groups.map((g) => h("optgroup", { label: optionLabel({ text: g.label }) }, ...g.options.map(optionNode)))
      : options.map(optionNode)),
  );
  node.value = start ?? "";
  node.addEventListener("change", () => changes(node, ctx, el, value));
  const value = () => read(options.find((o) => o.value === node.value) || null);
  return stateful(h("span", { class: "select-wrap" }, node, icon("down", 14)), ctx, el, value);
}

function staticSelect(el, ctx) {
  const start = (ctx.initial?.(ctx.blockId, el.action_id)?.selected_option ?? el.initial_option)?.value;
  return select(el, ctx, flat(el), { start, groups: el.option_groups, read: (o) => ({ selected_option: o }) });
}

const people = () => [...state.users.values()].map((u) => ({ value: u.id, text: u.real_name || u.name }));
const rooms = () => [...state.channels.values()].filter((c) => !c.is_im).map((c) => ({ value: c.id, text: `#${c.name}` }));

const picker = (list, field, initial) => (el, ctx) =>
  select(el, ctx, list(), {
    start: ctx.initial?.(ctx.blockId, el.action_id)?.[field] ?? el[initial],
    read: (o) => ({ [field]: o ? o.value : null }),
  });

const multi = (list, field, initial, simple) => (el, ctx) => {
  const options = list(el);
  const kept = ctx.initial?.(ctx.blockId, el.action_id)?.[field] ?? el[initial] ?? [];
  const start = kept
    .map((k) => (simple ? options.find((o) => o.value === k) : options.find((o) => o.value === k.value) || k))
    .filter(Boolean);
  const value = () => ({ [field]: simple ? box.chosen().map((o) => o.value) : box.chosen() });
  const box = multiSelect(el, options, start, (node) => changes(node, ctx, el, value));
  return stateful(box.node, ctx, el, value);
};

function checks(el, ctx, kind) {
  const single = kind === "radio";
  const kept = ctx.initial?.(ctx.blockId, el.action_id);
  const start = single ? [kept?.selected_option ?? el.initial_option] : (kept?.selected_options ?? el.initial_options ?? []);
  const name = `${ctx.blockId}-${el.action_id}-${Math.random().toString(36).slice(2)}`;
  const boxes = (el.options || []).map((o) => {
    const box = h("input", { type: kind, name, value: o.value });
    box.checked = start.some((s) => s && s.value === o.value);
    return [
      o,
      box,
      h(
        "label",
        { class: "check" },
        box,
        h("span", {}, ...textNodes(o.text), o.description ? h("small", {}, ...textNodes(o.description)) : null),
      ),
    ];
  });
  const value = () => {
    const on = boxes.filter(([, box]) => box.checked).map(([o]) => o);
    return single ? { selected_option: on[0] || null } : { selected_options: on };
  };
  const node = h(
    "div",
    {
      class: "checks",
      role: single ? "radiogroup" : "group",
      "aria-label": ctx.label,
      data: { actionId: el.action_id },
      on: { change: () => changes(node, ctx, el, value) },
    },
    ...boxes.map((b) => b[2]),
  );
  return stateful(node, ctx, el, value);
}

function overflow(el, ctx) {
  return overflowMenu(el, (node, option) => act(node, ctx, el, { selected_option: option }));
}

const ELEMENTS = {
  button,
  workflow_button: button,
  icon_button: iconButtonElement,
  feedback_buttons: feedback,
  overflow,
  image: (el) => imageElement(el),
  static_select: staticSelect,
  external_select: staticSelect,
  users_select: picker(people, "selected_user", "initial_user"),
  conversations_select: picker(rooms, "selected_conversation", "initial_conversation"),
  channels_select: picker(rooms, "selected_channel", "initial_channel"),
  multi_static_select: multi(flat, "selected_options", "initial_options"),
  multi_external_select: multi(flat, "selected_options", "initial_options"),
  multi_users_select: multi(people, "selected_users", "initial_users", true),
  multi_channels_select: multi(rooms, "selected_channels", "initial_channels", true),
  multi_conversations_select: multi(rooms, "selected_conversations", "initial_conversations", true),
  checkboxes: (el, ctx) => checks(el, ctx, "checkbox"),
  radio_buttons: (el, ctx) => checks(el, ctx, "radio"),
  datepicker: dated("date", "selected_date", "initial_date"),
  timepicker: dated("time", "selected_time", "initial_time"),
  datetimepicker: datetime,
  plain_text_input: typed("text"),
  number_input: typed("number"),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
};

/** One element, or null when this person may not see it. */
export function element(el, ctx) {
  if (!el || hiddenFrom(el)) return null;
  const make = ELEMENTS[el.type];
  return make ? make(el, ctx) : h("span", { class: "unknown" }, `(${String(el.type)})`);
}
