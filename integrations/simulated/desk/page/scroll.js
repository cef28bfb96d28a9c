// Where the reader is in a list that grows.

/** Keeps a list at its end while it grows, until the reader scrolls up. */
export function stayAtEnd(list, stack, onChange = () => {}) {
  let held = true;
  let last = 0;
  const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  list.addEventListener(
    "scroll",
    () => {
      const before = held;
      if (atEnd()) held = true;
      else if (list.scrollTop < last - 1) held = false;
      last = list.scrollTop;
      if (held !== before) onChange(held);
    },
    { passive: true },
  );
  const watch = new ResizeObserver(() => {
    if (held) list.scrollTop = list.scrollHeight;
  });
  watch.observe(list);
  watch.observe(stack);
  return {
    held: () => held,
    hold: () => {
      held = true;
      last = 0;
    },
  };
}
