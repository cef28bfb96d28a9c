// What an agent is doing: task cards and plans, from blocks or from a streamed message.

import { h, icon, link } from "../dom.js";
import { markdown } from "../markdown.js";
import { richText } from "./rich_text.js";

const MARKS = { complete: "check", error: "close", pending: null, in_progress: null };
const SAY = { pending: "waiting", in_progress: "in progress", complete: "done", error: "failed" };

const content = (value) => (!value ? null : typeof value === "string" ? h("div", { class: "rich" }, ...markdown(value)) : richText(value));

export function taskCard(task) {
  const status = task.status in MARKS ? task.status : "pending";
  const inner = [
    content(task.details),
    content(task.output),
    task.sources?.length ? h("div", { class: "sources" }, ...task.sources.map((s) => link(s.url, s.text || s.url))) : null,
  ].filter(Boolean);
  const head = [
    h(
      "span",
      { class: `task-mark task-${status}`, role: "img", "aria-label": SAY[status] },
      MARKS[status] ? icon(MARKS[status], 13) : null,
    ),
    h("span", { class: "task-title" }, task.title || ""),
  ];
  if (!inner.length) return h("div", { class: "task" }, h("div", { class: "task-head" }, ...head));
  const node = h(
    "details",
    { class: "task" },
    h("summary", { class: "task-head" }, ...head, icon("down", 14)),
    h("div", { class: "task-body" }, ...inner),
  );
  node.open = status === "error";
  return node;
}

export function plan(block) {
  const tasks = block.tasks || [];
  const done = tasks.filter((t) => t.status === "complete").length;
  return h(
    "section",
    { class: "plan" },
    h(
      "div",
      { class: "plan-head" },
      h("strong", {}, block.title?.text ?? block.title ?? "Plan"),
      tasks.length ? h("small", {}, `${done} of ${tasks.length}`) : null,
    ),
    ...tasks.map(taskCard),
  );
}

/** `task_cards` of a streamed message. */
export const taskCards = (cards, title) =>
  title ? plan({ title, tasks: cards }) : h("div", { class: "plan plan-bare" }, ...cards.map(taskCard));
