// Blocks that hold others: actions, alert, card, carousel, container.

import { h, icon, iconButton } from "../dom.js";
import { plain, textNodes } from "../mrkdwn.js";
import { element } from "./elements.js";
import { imageElement } from "./media.js";
import { richText } from "./rich_text.js";

export const actions = (block, ctx) => h("div", { class: "actions" }, ...(block.elements || []).map((el) => element(el, ctx)));

const LEVEL_ICONS = { info: "info", warning: "warn", error: "error", success: "check", default: "bell" };

export function alert(block) {
  const level = LEVEL_ICONS[block.level] ? block.level : "default";
  return h(
    "div",
    { class: `alert alert-${level}`, role: level === "error" || level === "warning" ? "alert" : "note" },
    h("span", { class: "alert-icon" }, icon(level === "default" ? "info" : LEVEL_ICONS[level], 18)),
    h("div", { class: "rich" }, ...textNodes(block.text)),
  );
}

export function card(block, ctx) {
  return h(
    "article",
    { class: "card" },
    block.hero_image ? imageElement(block.hero_image, "card-hero") : null,
    h(
      "div",
      { class: "card-body" },
      block.title || block.icon
        ? h(
            "header",
            { class: "card-head" },
            block.icon ? imageElement(block.icon, "card-icon") : null,
            h(
              "div",
              {},
              h("div", { class: "card-title" }, ...textNodes(block.title)),
              block.subtitle ? h("div", { class: "card-subtitle" }, ...textNodes(block.subtitle)) : null,
            ),
          )
        : null,
      block.body ? h("div", { class: "rich" }, ...textNodes(block.body)) : null,
      block.actions?.length ? h("div", { class: "actions" }, ...block.actions.map((el) => element(el, ctx))) : null,
    ),
  );
}

export function carousel(block, ctx) {
  const strip = h("div", { class: "strip", tabindex: "0", role: "group", "aria-label": "Cards" });
  (block.elements || []).forEach((each, i) => {
    const id = each.block_id || `${ctx.blockId}-${i}`;
    const node = card(each, { ...ctx, blockId: id });
    node.dataset.blockId = id;
    strip.append(node);
  });
  const go = (way) => strip.scrollBy({ left: way * strip.clientWidth * 0.8, behavior: "smooth" });
  return h(
    "div",
    { class: "carousel" },
    strip,
    h(
      "div",
      { class: "carousel-tools" },
      iconButton("left", "Earlier cards", () => go(-1)),
      iconButton("right", "Later cards", () => go(1)),
    ),
  );
}

export function container(block, ctx) {
  const head = h(
    "div",
    { class: "container-head" },
    block.icon ? imageElement(block.icon, "card-icon") : null,
    h(
      "div",
      {},
      block.rich_text_title ? richText(block.rich_text_title) : h("div", { class: "card-title" }, ...plain(block.title?.text)),
      block.subtitle ? h("div", { class: "card-subtitle" }, ...textNodes(block.subtitle)) : null,
    ),
  );
  const body = h("div", { class: "container-body" }, ...ctx.renderBlocks(block.child_blocks, ctx));
  const kind = `container container-${block.width || "standard"}${block.has_header_divider ? " ruled" : ""}`;
  if (!block.is_collapsible) return h("section", { class: kind }, head, body);
  const node = h("details", { class: kind }, h("summary", {}, head, icon("down", 16)), body);
  node.open = !block.default_collapsed;
  return node;
}
