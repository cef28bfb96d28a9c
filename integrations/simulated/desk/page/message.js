// One message: who, when, what, and what can be done with it.

import { react } from "./api.js";
import { avatar } from "./avatar.js";
import { renderBlocks } from "./blocks/index.js";
import { fileCard } from "./blocks/media.js";
import { popup } from "./blocks/menus.js";
import { taskCards } from "./blocks/tasks.js";
import { h, icon, iconButton, link } from "./dom.js";
import { emoji, QUICK_REACTIONS } from "./emoji.js";
import { markdown } from "./markdown.js";
import { mrkdwn } from "./mrkdwn.js";
import { state, userOf } from "./store.js";
import { toast } from "./toast.js";

export const whenOf = (ts) => new Date(Number(ts) * 1000);
export const clock = (ts) => whenOf(ts).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
const full = (ts) => whenOf(ts).toLocaleString("en-US", { dateStyle: "full", timeStyle: "medium" });

export function dayOf(ts) {
  const when = whenOf(ts);
  const start = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate());
  const away = Math.round((start(new Date()) - start(when)) / 86400000);
  if (away === 0) return "Today";
  if (away === 1) return "Yesterday";
  return when.toLocaleDateString("en-US", {
    weekday: "long",
    month: "long",
    day: "numeric",
    year: when.getFullYear() === new Date().getFullYear() ? undefined : "numeric",
  });
}

/** A message continues the one before it when the same author wrote within five minutes on the same day. */
export function continues(before, message) {
  return Boolean(
    before &&
    !before.subtype &&
    !before.ephemeral &&
    !message.ephemeral &&
    userOf(before).id === userOf(message).id &&
    Number(message.ts) - Number(before.ts) < 300 &&
    dayOf(before.ts) === dayOf(message.ts) &&
    !before.reply_count,
  );
}

function attachment(a, ctx) {
  const color = /^#?[0-9a-f]{6}$/i.test(a.color || "")
    ? `#${a.color.replace("#", "")}`
    : { good: "var(--good)", warning: "var(--warn)", danger: "var(--bad)" }[a.color] || "var(--line-strong)";
  return h(
    "div",
    { class: "attachment", style: { "--bar": color } },
    a.pretext ? h("div", { class: "rich" }, ...mrkdwn(a.pretext)) : null,
    a.title ? h("div", { class: "card-title" }, a.title_link ? link(a.title_link, a.title) : a.title) : null,
    a.blocks ? renderBlocks(a.blocks, ctx) : h("div", { class: "rich" }, ...mrkdwn(a.text || (a.title ? "" : a.fallback))),
    a.fields?.length
      ? h("div", { class: "fields" }, ...a.fields.map((f) => h("div", { class: "rich" }, h("strong", {}, f.title), ...mrkdwn(f.value))))
      : null,
  );
}

function content(channel, message, own) {
  const ctx = {
    container: {
      type: "message",
      channel,
      message_ts: message.ts,
      ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
      ...(message.ephemeral ? { is_ephemeral: true } : {}),
    },
    root: () => own.node,
  };
  const parts = [];
  if (message.task_cards?.length) parts.push(taskCards(message.task_cards, message.plan_title));
  if (message.text && (message.streaming || !message.blocks?.length)) {
    const words = message.streaming ? markdown(message.text) : mrkdwn(message.text);
    parts.push(h("div", { class: `rich text${message.streaming ? " md" : ""}`, data: { testid: "message-text" } }, ...words));
  }
  if (message.blocks?.length) parts.push(h("div", { class: "blocks" }, ...renderBlocks(message.blocks, ctx)));
  for (const a of message.attachments || []) parts.push(attachment(a, ctx));
  if (message.files?.length) parts.push(h("div", { class: "files" }, ...message.files.map(fileCard)));
  if (message.streaming) parts.push(h("span", { class: "caret", "aria-label": "writing" }));
  return parts;
}

const send = (channel, ts, name, remove) => react(channel, ts, name, remove).catch((e) => toast(e.message, "error"));

function reactions(channel, message) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    ...message.reactions.map((r) => {
      const mine = r.users?.includes(state.me.id);
      const who = (r.users || []).map((id) => state.users.get(id)?.real_name || id).join(", ");
      return h(
        "button",
        {
          type: "button",
          class: `reaction${mine ? " mine" : ""}`,
          title: `${who} · :${r.name}:`,
          "aria-pressed": Boolean(mine),
          on: { click: () => send(channel, message.ts, r.name, mine) },
        },
        h("span", { class: "emoji" }, emoji(r.name) || `:${r.name}:`),
        h("span", {}, r.count ?? r.users?.length ?? 1),
      );
    }),
  );
}

function tools(channel, message, { onThread }) {
  if (message.ephemeral || message.subtype === "tombstone") return null;
  const smile = iconButton(
    "smile",
    "React",
    () => {
      const close = popup(
        smile,
        h(
          "div",
          { class: "menu menu-row", role: "menu" },
          ...QUICK_REACTIONS.map((name) =>
            h(
              "button",
              {
                type: "button",
                role: "menuitem",
                class: "emoji-button",
                "aria-label": name,
                on: {
                  click: () => {
                    close();
                    send(channel, message.ts, name, false);
                  },
                },
              },
              emoji(name),
            ),
          ),
        ),
      );
    },
    { size: 16 },
  );
  const text = message.text || "";
  return h(
    "div",
    { class: "message-tools", role: "toolbar", "aria-label": "Message" },
    smile,
    onThread ? iconButton("reply", "Reply in thread", onThread, { size: 16, data: { testid: "reply" } }) : null,
    iconButton(
      "copy",
      "Copy the text",
      () =>
        navigator.clipboard?.writeText(text).then(
          () => toast("Copied"),
          () => toast("The browser did not allow it", "warning"),
        ),
      { size: 16 },
    ),
  );
}

export function threadLine(message, onThread) {
  if (!message.reply_count || !onThread) return null;
  const ids = message.reply_users?.length ? message.reply_users.slice(0, 3) : [state.bot.user_id];
  return h(
    "button",
    { type: "button", class: "thread-line", data: { testid: "open-thread" }, on: { click: onThread } },
    h(
      "span",
      { class: "faces" },
      ...ids
        .map((id) => state.users.get(id))
        .filter(Boolean)
        .map((u) => avatar(u, "tiny")),
    ),
    h("strong", {}, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
    message.latest_reply
      ? h(
          "small",
          {},
          `Last reply ${dayOf(message.latest_reply) === "Today" ? "" : `${whenOf(message.latest_reply).toLocaleDateString("en-US", { month: "short", day: "numeric" })}, `}${clock(message.latest_reply)}`,
        )
      : null,
  );
}

/** Builds a message element. `options`: grouped, onThread (opens its thread), below (extra nodes under it). */
export function messageNode(channel, message, options = {}) {
  const user = userOf(message);
  const own = {};
  if (message.subtype === "tombstone") {
    own.node = h(
      "article",
      { class: "message gone", data: { ts: message.ts } },
      h("div", { class: "gutter" }, icon("trash", 16)),
      h("div", { class: "message-body" }, h("em", {}, "This message was deleted."), threadLine(message, options.onThread)),
    );
    return own.node;
  }
  const time = h("time", { class: "when", datetime: whenOf(message.ts).toISOString(), title: full(message.ts) }, clock(message.ts));
  const edited = message.edited
    ? h("span", { class: "edited", title: message.edited.ts ? full(message.edited.ts) : null }, "(edited)")
    : null;
  own.node = h("article", {
    class: `message${options.grouped ? " grouped" : ""}${message.ephemeral ? " ephemeral" : ""}${message.streaming ? " streaming" : ""}${user.is_bot ? " from-bot" : ""}`,
    tabindex: "-1",
    "aria-label": `${user.real_name}, ${clock(message.ts)}`,
    data: {
      ts: message.ts,
      user: user.id,
      testid: "message",
      ephemeral: message.ephemeral ? "1" : null,
      streaming: message.streaming ? "1" : null,
    },
  });
  const head = options.grouped
    ? null
    : h(
        "header",
        { class: "message-head" },
        h("span", { class: "author" }, user.real_name || user.name),
        user.is_bot ? h("span", { class: "app-badge" }, "APP") : null,
        time,
      );
  own.node.append(
    ...[
      h("div", { class: "gutter" }, options.grouped ? time : avatar(user)),
      h(
        "div",
        { class: "message-body" },
        message.ephemeral ? h("div", { class: "only-you" }, icon("eye", 14), "Only visible to you") : null,
        head,
        ...content(channel, message, own),
        edited,
        reactions(channel, message),
        threadLine(message, options.onThread),
      ),
      tools(channel, message, options),
    ].filter(Boolean),
  );
  return own.node;
}
