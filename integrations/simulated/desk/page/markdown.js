// Standard Markdown (the `markdown` block and streamed answers) to DOM nodes: a small safe subset, no raw HTML.

import { h, link, append } from "./dom.js";
import { emoji } from "./emoji.js";
import { emojiNode, mention, channelLink } from "./mrkdwn.js";

const INLINE = [
  [/^\\([\\`*_{}[\]()#+\-.!~>|])/, (m) => m[1]],
  [/^(`+)([\s\S]*?[^`])\1(?!`)/, (m) => h("code", {}, m[2].trim())],
  [/^!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, (m) => link(m[2], m[1] || m[2])],
  [/^\[((?:[^[\]]|\[[^\]]*\])*)\]\(((?:[^()\s]|\([^()\s]*\))+)(?:\s+"[^"]*")?\)/, (m) => link(m[2], ...inlineMd(m[1]))],
  [/^<(https?:\/\/[^>\s|]+)(?:\|([^>]*))?>/, (m) => link(m[1], m[2] || m[1])],
  [/^<@([A-Z0-9]+)(?:\|[^>]*)?>/, (m) => mention(m[1])],
  [/^<#([A-Z0-9]+)(?:\|([^>]*))?>/, (m) => channelLink(m[1], m[2])],
  [/^\*\*\*(?=\S)([\s\S]*?\S)\*\*\*/, (m) => h("strong", {}, h("em", {}, ...inlineMd(m[1])))],
  [/^\*\*(?=\S)([\s\S]*?\S)\*\*/, (m) => h("strong", {}, ...inlineMd(m[1]))],
  [/^__(?=\S)([\s\S]*?\S)__(?!\w)/, (m) => h("strong", {}, ...inlineMd(m[1]))],
  [/^~~(?=\S)([\s\S]*?\S)~~/, (m) => h("s", {}, ...inlineMd(m[1]))],
  [/^\*(?=[^\s*])([^*]*?[^\s*])\*/, (m) => h("em", {}, ...inlineMd(m[1]))],
  [/^_(?=[^\s_])([^_]*?[^\s_])_(?!\w)/, (m) => h("em", {}, ...inlineMd(m[1]))],
  [/^:([a-z0-9_+-]+):/i, (m) => (emoji(m[1]) ? emojiNode(emoji(m[1]), m[1]) : null)],
  [/^https?:\/\/[^\s<>]*[^\s<>.,;:!?)"'\]]/, (m) => link(m[0], m[0])],
];

/** Inline Markdown to an array of nodes and strings. */
export function inlineMd(text) {
  const out = [];
  let plain = "";
  for (let i = 0; i < text.length;) {
    const rest = text.slice(i);
    const midWord = /\w/.test(text[i - 1] || "");
    let hit = null;
    if (/[\\`!\[<*_~:h]/.test(text[i]) && !(midWord && /[_h:]/.test(text[i]))) {
      for (const [pattern, make] of INLINE) {
        const m = pattern.exec(rest);
        const node = m && make(m);
        if (node) {
          hit = [node, m[0].length];
          break;
        }
      }
    }
    if (hit) {
      if (plain) out.push(plain);
      plain = "";
      out.push(hit[0]);
      i += hit[1];
    } else {
      plain += text[i];
      i += 1;
    }
  }
  if (plain) out.push(plain);
  return out;
}

const ITEM = /^(\s*)([-*+]|\d{1,4}[.)])\s+(.*)$/;
const ROW = /^\s*\|?(.+\|.*?)\|?\s*$/;
const RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const BREAK = /^\s*(?:```|~~~|#{1,6}\s|>|([-*_])(\s*\1){2,}\s*$)/;
const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((c) => c.trim().replace(/\\\|/g, "|"));

function table(rows) {
  const align = cells(rows[1]).map((c) => (/^:-+:$/.test(c) ? "center" : /-:$/.test(c) ? "right" : "left"));
  const row = (line, tag) =>
    h("tr", {}, ...cells(line).map((c, i) => h(tag, { style: { "text-align": align[i] || "left" } }, ...inlineMd(c))));
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", { class: "data-table" }, h("thead", {}, row(rows[0], "th")), h("tbody", {}, ...rows.slice(2).map((r) => row(r, "td")))),
  );
}

function listBlock(items) {
  const base = items[0].indent;
  const ordered = /\d/.test(items[0].mark);
  const node = h(ordered ? "ol" : "ul", ordered ? { start: parseInt(items[0].mark, 10) } : {});
  for (let i = 0; i < items.length;) {
    let j = i + 1;
    while (j < items.length && items[j].indent > base + 1) j += 1;
    const task = /^\[([ xX])\]\s+(.*)$/.exec(items[i].text);
    const li = h(
      "li",
      { class: task ? "task" : null },
      task ? (task[1] === " " ? "☐ " : "☑ ") : "",
      ...inlineMd(task ? task[2] : items[i].text),
    );
    if (j > i + 1) li.append(listBlock(items.slice(i + 1, j)));
    node.append(li);
    i = j;
  }
  return node;
}

/** Whole Markdown text to nodes. An unfinished fence (a stream still running) is shown as code so far. */
export function markdown(text) {
  const out = [];
  const src = String(text ?? "")
    .replace(/\r\n?/g, "\n")
    .split("\n");
  for (let i = 0; i < src.length;) {
    const line = src[i];
    const fence = /^\s*(```|~~~)/.exec(line);
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    if (fence) {
      let j = i + 1;
      while (j < src.length && !src[j].trim().startsWith(fence[1])) j += 1;
      out.push(h("pre", {}, h("code", {}, src.slice(i + 1, j).join("\n"))));
      i = j + 1;
    } else if (heading) {
      out.push(h(`h${Math.min(heading[1].length + 2, 6)}`, { class: `md-h md-h${heading[1].length}` }, ...inlineMd(heading[2])));
      i += 1;
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      out.push(h("hr"));
      i += 1;
    } else if (/^\s*>/.test(line)) {
      let j = i;
      while (j < src.length && /^\s*>/.test(src[j])) j += 1;
      out.push(
        h(
          "blockquote",
          {},
          ...markdown(
            src
              .slice(i, j)
              .map((l) => l.replace(/^\s*> ?/, ""))
              .join("\n"),
          ),
        ),
      );
      i = j;
    } else if (ROW.test(line) && RULE.test(src[i + 1] || "")) {
      let j = i + 2;
      while (j < src.length && ROW.test(src[j])) j += 1;
      out.push(table(src.slice(i, j)));
      i = j;
    } else if (ITEM.test(line)) {
      const items = [];
      for (; i < src.length; i += 1) {
        const m = ITEM.exec(src[i]);
        if (m) items.push({ indent: m[1].replace(/\t/g, "    ").length, mark: m[2], text: m[3] });
        else if (items.length && /^\s+\S/.test(src[i])) items.at(-1).text += ` ${src[i].trim()}`;
        else break;
      }
      out.push(listBlock(items));
    } else if (!line.trim()) i += 1;
    else {
      let j = i + 1;
      while (j < src.length && src[j].trim() && !BREAK.test(src[j]) && !ITEM.test(src[j])) j += 1;
      const p = h("p");
      src.slice(i, j).forEach((l, n) => {
        if (n) p.append(h("br"));
        append(p, inlineMd(l.replace(/ {2,}$/, "")));
      });
      out.push(p);
      i = j;
    }
  }
  return out;
}
