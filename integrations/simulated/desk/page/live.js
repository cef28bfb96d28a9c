// The live connection: one websocket, reopened with growing pauses; the page re-reads its state after each reopening.

import { me } from "./api.js";

const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 6000;

/** Opens the connection for good. `onEvent(event)` per push, `onState("open" | "reconnecting", isFirst)` on changes. */
export function connectLive(onEvent, onState) {
  let pause = FIRST_PAUSE;
  let opened = 0;
  let timer = null;

  function open() {
    clearTimeout(timer);
    timer = null;
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/desk/live?user=${encodeURIComponent(me)}`);
    socket.addEventListener("open", () => {
      pause = FIRST_PAUSE;
      opened += 1;
      onState("open", opened === 1);
    });
    socket.addEventListener("message", (frame) => {
      let event;
      try {
        event = JSON.parse(frame.data);
      } catch {
        return;
      }
      if (event && event.type) onEvent(event);
    });
    socket.addEventListener("close", () => {
      onState("reconnecting", false);
      timer = setTimeout(open, pause * (0.8 + Math.random() * 0.4));
      pause = Math.min(pause * 1.8, LONGEST_PAUSE);
    });
  }

  const hurry = () => {
    if (timer) {
      pause = FIRST_PAUSE;
      open();
    }
  };
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) hurry();
  });
  open();
}
