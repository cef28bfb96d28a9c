// Block Kit: one block in, one element out. A kind that the desk does not know becomes a quiet placeholder.

import { h } from "../dom.js";
import { actions, alert, card, carousel, container } from "./cards.js";
import { context, contextActions, divider, header, markdownBlock, section } from "./text.js";
import { fileBlock, imageBlock, video } from "./media.js";
import { inputBlock } from "./inputs.js";
import { plan, taskCard } from "./tasks.js";
import { richText } from "./rich_text.js";
import { table } from "./table.js";

const KINDS = {
  header,
  section,
  context,
  context_actions: contextActions,
  actions,
  divider,
  image: imageBlock,
  table,
  markdown: markdownBlock,
  rich_text: richText,
  input: inputBlock,
  file: fileBlock,
  video,
  alert,
  card,
  carousel,
  container,
  task_card: taskCard,
  plan,
};

/**
 * Renders blocks. `ctx.container` says where clicks come from, `ctx.root()` is the element whose inputs travel with a click,
 * `ctx.initial(blockId, actionId)` gives a value typed before an update.
 */
export function renderBlocks(blocks, ctx) {
  return (blocks || []).map((block, i) => renderBlock(block, ctx, i));
}

export function renderBlock(block, ctx, index = 0) {
  const blockId = block.block_id || `b${index}`;
  const here = { ...ctx, blockId, renderBlocks };
  let node;
  try {
    node = KINDS[block.type] ? KINDS[block.type](block, here) : unknown(block);
  } catch (error) {
    console.error("block", block, error);
    node = unknown(block);
  }
  node.classList.add("block", `block-${block.type}`);
  node.dataset.blockId = blockId;
  return node;
}

const unknown = (block) => h("div", { class: "unknown" }, `This part (${String(block.type || "no type")}) cannot be shown here.`);
