// The quiet blocks: header, section, context, divider, markdown.

import { h } from "../dom.js";
import { markdown } from "../markdown.js";
import { plain, textNodes } from "../mrkdwn.js";
import { element } from "./elements.js";
import { imageElement } from "./media.js";

export const header = (block) => h("h3", { class: "header" }, ...plain(block.text?.text));

export const divider = () => h("hr", { class: "divider" });

export function section(block, ctx) {
  const body = h(
    "div",
    { class: "section-body" },
    block.text ? h("div", { class: "rich" }, ...textNodes(block.text)) : null,
    block.fields?.length ? h("div", { class: "fields" }, ...block.fields.map((f) => h("div", { class: "rich" }, ...textNodes(f)))) : null,
  );
  const accessory = block.accessory && element(block.accessory, ctx);
  return h(
    "div",
    {
      class: `section${block.accessory?.type === "image" ? " with-image" : ""}${block.accessory?.type === "overflow" ? " with-menu" : ""}`,
    },
    body,
    accessory ? h("div", { class: "accessory" }, accessory) : null,
  );
}

export const context = (block) =>
  h(
    "div",
    { class: "context" },
    ...(block.elements || []).map((el) =>
      el.type === "image" ? imageElement(el, "context-image") : h("span", { class: "rich" }, ...textNodes(el)),
    ),
  );

export const contextActions = (block, ctx) =>
  h("div", { class: "context-actions" }, ...(block.elements || []).map((el) => element(el, ctx)));

export const markdownBlock = (block) => h("div", { class: "rich md" }, ...markdown(block.text));
