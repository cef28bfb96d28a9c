// The table block: first row as headings, alignment and wrapping per column, numbers in tabular figures.

import { h } from "../dom.js";
import { plain } from "../mrkdwn.js";
import { richText } from "./rich_text.js";

const NUMBER = /^[\s$€£+\-−–(]*[\d.,]+\s*(%|k|m|sf|sqft|mi|x|d|days?)?\)?$/i;

const cellText = (cell) =>
  cell?.type === "raw_text" ? cell.text : cell?.type === "raw_number" ? String(cell.text ?? cell.value ?? cell.number ?? "") : "";

function fill(td, cell, ctx) {
  if (!cell) return td;
  if (cell.type === "rich_text") td.append(richText(cell, ctx));
  else td.append(...plain(cellText(cell)));
  return td;
}

export function table(block, ctx) {
  const settings = block.column_settings || [];
  const rows = block.rows || [];
  const cell = (tag) => (content, i) => {
    const s = settings[i] || {};
    const align = s.align || (content?.type === "raw_number" ? "right" : "left");
    const numeric = NUMBER.test(cellText(content).trim());
    const td = h(tag, {
      scope: tag === "th" ? "col" : null,
      class: `${s.is_wrapped ? "wrap" : "nowrap"}${numeric ? " num" : ""}`,
      style: { "text-align": align },
    });
    return fill(td, content, ctx);
  };
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      { class: "data-table" },
      h("thead", {}, h("tr", {}, ...(rows[0] || []).map(cell("th")))),
      h("tbody", {}, ...rows.slice(1).map((row) => h("tr", {}, ...row.map(cell("td"))))),
    ),
  );
}
