// Puts the page together: reads the state, listens, draws what changed.

import * as api from "./api.js";
import { composer } from "./composer.js";
import { h, icon, iconButton, replace } from "./dom.js";
import { drawHome } from "./home.js";
import { connectLive } from "./live.js";
import { messagePane } from "./messages.js";
import { takeView, takeViews } from "./modal.js";
import { bot, drawer, drawRail, drawSidebar } from "./sidebar.js";
import { changed, dropMessage, findMessage, isBotDm, isReply, key, patchMessage, putMessage, state, subscribe, takeMessages, takeState, takeThread } from "./store.js";
import { applyTheme } from "./theme.js";
import { closeThread, drawThread, openThread } from "./thread.js";
import { toast } from "./toast.js";

const app = document.getElementById("app");
const main = document.getElementById("main");
const head = h("header", { class: "pane-head" });
const banner = h("div", { class: "reconnect", role: "status", hidden: true, data: { testid: "reconnecting" } }, h("span", { class: "spinner" }), "Reconnecting...");
const homeHost = h("div", { class: "home-scroll", tabindex: "0" });
const pane = messagePane({ onThread: (ts) => openThread(state.view.id, ts), onReply: (ts) => { continueIn(state.view.id, ts); write.focus(); }, empty: emptyPane });
const above = h("div", { class: "above" });
const write = composer({ id: "composer", testid: "composer", sendTestid: "send", above, place: herePlace, onSent, onEscape: () => continueIn(state.view.id, null) });
main.append(banner, head, pane.node, write.node, homeHost);

function herePlace() {
  const channel = state.channels.get(state.view.id);
  const name = channel?.is_im ? bot().real_name : `#${channel?.name || ""}`;
  const thread_ts = state.continuing.get(state.view.id);
  return { channel: state.view.id, thread_ts, key: `c:${state.view.id}`, hint: thread_ts ? `Continue with ${name}` : `Message ${name}`, commands: true };
}

function continueIn(channel, ts) {
  if (ts) state.continuing.set(channel, ts); else state.continuing.delete(channel);
  changed("messages");
}

function onSent(message, at) {
  if (!message) return;
  putMessage(at.channel, message);
  if (isBotDm(at.channel)) continueIn(at.channel, message.thread_ts || message.ts);
  pane.toBottom(false);
}

export function go(view) {
  const same = state.view.kind === view.kind && state.view.id === view.id;
  state.view = view;
  if (!same) closeThread();
  const hash = view.kind === "home" ? "#home" : `#${view.id}`;
  if (location.hash !== hash) history.replaceState(null, "", location.pathname + location.search + hash);
  if (view.kind === "home") api.openHome().catch((e) => toast(e.message, "error"));
  else enter(view.id);
  changed("all");
  if (matchMedia("(hover: hover)").matches) requestAnimationFrame(() => write.focus());
}

async function enter(id) {
  const channel = state.channels.get(id);
  if (channel) channel.unread = 0;
  api.openChannel(id).catch(() => {});
  const since = performance.now();
  try { takeMessages(id, await api.readMessages(id), since); } catch (e) { toast(e.message, "error"); }
}

function emptyPane() {
  const channel = state.channels.get(state.view.id);
  const im = isBotDm(state.view.id);
  return h("div", { class: "empty" }, h("h2", {}, im ? `This is you and ${bot().real_name}` : `#${channel?.name || ""}`),
    h("p", {}, im ? "Ask in plain language: what a home is worth, who is ready to buy, what came on the market today." : channel?.topic || "Nothing here yet."));
}

function drawHead() {
  const channel = state.channels.get(state.view.id);
  const im = channel?.is_im;
  const title = state.view.kind === "home" ? "Home" : im ? bot().real_name : channel?.name || "";
  const note = state.view.kind === "home" ? bot().real_name : im ? (state.bot.connected ? "Your colleague · online" : "Your colleague · away") : channel?.topic;
  const tab = (label, on, view) => h("button", { type: "button", role: "tab", class: `tab${on ? " active" : ""}`, "aria-selected": on, data: { testid: `tab-${label.toLowerCase()}` }, on: { click: () => go(view) } }, label);
  const dm = [...state.channels.values()].find((c) => c.is_im);
  replace(head, iconButton("menu", "Channels", () => drawer(true), { class: "menu-button", data: { testid: "menu-button" } }),
    h("div", { class: "pane-title" }, h("h2", {}, im || state.view.kind === "home" ? null : icon("hash", 17), title), note ? h("small", {}, note) : null),
    dm && (im || state.view.kind === "home") ? h("div", { class: "tabs", role: "tablist" }, tab("Messages", im, { kind: "channel", id: dm.id }), tab("Home", state.view.kind === "home", { kind: "home" })) : null);
}

function drawAbove() {
  const channel = state.view.id;
  const root = state.continuing.get(channel);
  const prompts = state.prompts[channel];
  const chips = prompts?.prompts?.length && isBotDm(channel) && !root ? h("div", { class: "prompts", data: { testid: "prompts" } }, prompts.title ? h("span", { class: "prompts-title" }, prompts.title) : null,
    ...prompts.prompts.map((p) => h("button", { type: "button", class: "chip", data: { testid: "prompt" }, title: p.message, on: { click: () => { continueIn(channel, null); write.send(p.message); } } }, p.title))) : null;
  const first = root && findMessage(channel, root);
  const words = (state.sessions.get(key(channel, root))?.title || first?.text || "this conversation").replace(/<[^>]*>/g, "").slice(0, 70);
  const bar = root ? h("div", { class: "continuing", data: { testid: "continuing" } }, icon("reply", 14), h("span", {}, "Continuing ", h("em", {}, words)),
    h("button", { type: "button", class: "text-button", data: { testid: "new-conversation" }, on: { click: () => { continueIn(channel, null); write.focus(); } } }, icon("plus", 14), "New conversation")) : null;
  replace(above, chips, bar);
}

function draw() {
  if (!state.team) return;
  const home = state.view.kind === "home";
  drawRail({ go }); drawSidebar({ go }); drawHead();
  homeHost.hidden = !home; pane.node.hidden = home; write.node.hidden = home;
  if (home) drawHome(homeHost); else { drawAbove(); write.moved(); pane.draw(); }
  drawThread();
  banner.hidden = state.link !== "reconnecting";
  app.dataset.link = state.link;
  const unread = [...state.channels.values()].reduce((n, c) => n + (c.unread || 0), 0);
  document.title = `${unread ? `(${unread}) ` : ""}${bot().real_name} · ${state.team.name}`;
}

const here = (channel) => state.view.kind === "channel" && state.view.id === channel && !document.hidden;

const HANDLERS = {
  message: ({ channel, message }) => { putMessage(channel, message); if (message.user === state.bot.user_id || message.bot_id) clearStatus(channel, message); },
  message_changed: ({ channel, message }) => { if (isReply(message) || state.messages.has(channel)) putMessage(channel, message); },
  message_deleted: ({ channel, ts }) => dropMessage(channel, ts),
  ephemeral: ({ channel, message }) => putMessage(channel, { ...message, ephemeral: true }),
  status: (e) => { const k = key(e.channel, e.thread_ts || ""); if (e.text) state.status.set(k, e); else state.status.delete(k); changed("messages"); },
  session: (e) => { state.sessions.set(key(e.channel, e.thread_ts || ""), e); changed("messages"); },
  stream: ({ channel, ts, thread_ts, delta }) => {
    const text = typeof delta === "string" ? delta : delta?.markdown_text || delta?.text || "";
    state.status.delete(key(channel, thread_ts || ""));
    patchMessage(channel, ts, (old) => ({ text: (old.text || "") + text, streaming: true }), thread_ts);
  },
  view_open: takeView, view_push: takeView, view_update: takeView, view_close: takeView,
  home: ({ view }) => { state.home = view; changed("home"); },
  prompts: ({ channel, title, prompts }) => { state.prompts[channel] = { title, prompts }; changed("prompts"); },
  bot: ({ connected }) => { state.bot = { ...state.bot, connected }; changed("bot"); },
  unread: ({ channel, count }) => { const c = state.channels.get(channel); if (c) c.unread = here(channel) ? 0 : count; changed("unread"); },
  reaction: ({ channel, ts, reactions }) => patchMessage(channel, ts, () => ({ reactions })),
  toast: ({ text, level }) => toast(text, level),
};

/** A bot message in a thread ends its status there, as in Slack. */
function clearStatus(channel, message) { state.status.delete(key(channel, message.thread_ts || "")); }

let waiting = null;
const hear = (event) => { if (waiting) waiting.push(event); else HANDLERS[event.type]?.(event); };

/** Reads everything in view anew; what happens meanwhile is held back, so that it lands on top of the reading. */
async function refresh() {
  waiting ||= [];
  try {
    await reread();
  } finally {
    const held = waiting || [];
    waiting = null;
    held.forEach(hear);
  }
}

async function reread() {
  const since = performance.now();
  takeState(await api.readState());
  takeViews(state.openViews);
  if (state.view.kind === "channel" && here(state.view.id)) state.channels.get(state.view.id).unread = 0;
  if (state.view.kind === "none") return;
  if (state.view.kind === "channel") takeMessages(state.view.id, await api.readMessages(state.view.id), since);
  const known = [...state.threadLoaded].filter((k) => k.startsWith(`${state.view.id}/`)).slice(-12);
  await Promise.all(known.map(async (k) => { const [c, ts] = k.split("/"); takeThread(c, ts, (await api.readThread(c, ts)).messages, since); }));
}

async function start() {
  applyTheme();
  subscribe(draw);
  for (let tries = 0; !state.team; tries += 1) {
    try { takeState(await api.readState()); } catch (e) { if (!tries) toast(e.message, "error"); await new Promise((r) => setTimeout(r, Math.min(500 * (tries + 1), 4000))); }
  }
  const link = /^\/archives\/([^/]+)\/p(\d+)(\d{6})$/.exec(location.pathname);
  const wanted = link ? link[1] : location.hash.slice(1);
  const dm = [...state.channels.values()].find((c) => c.is_im) || [...state.channels.values()][0];
  go(wanted === "home" ? { kind: "home" } : { kind: "channel", id: state.channels.has(wanted) ? wanted : dm.id });
  if (link && state.channels.has(link[1])) openThread(link[1], `${link[2]}.${link[3]}`);
  app.setAttribute("aria-busy", "false");
  connectLive(hear, (now, first) => {
    state.link = now;
    app.dataset.link = now;
    if (now === "open") { if (!first) state.status.clear(); refresh().catch((e) => toast(e.message, "error")); }
    changed("link");
  });
}

document.addEventListener("click", (e) => {
  const target = e.target.closest?.("[data-open-channel]");
  if (target) { e.preventDefault(); if (state.channels.has(target.dataset.openChannel)) go({ kind: "channel", id: target.dataset.openChannel }); }
});
document.addEventListener("keydown", (e) => { if (e.key === "Escape" && state.thread && !document.querySelector("dialog[open]")) closeThread(); });
addEventListener("hashchange", () => { const id = location.hash.slice(1); if (id === "home") go({ kind: "home" }); else if (state.channels.has(id)) go({ kind: "channel", id }); });
document.addEventListener("visibilitychange", () => { if (!document.hidden && state.view.kind === "channel" && state.channels.get(state.view.id)?.unread) enter(state.view.id); });
start();
