// The browser's small storage, which it may refuse a page (private windows, cookies blocked): then nothing is remembered, and all that
// needs a network works as ever.

/** `kind`: "localStorage" or "sessionStorage". Null where nothing is remembered under that name. */
export function recall(kind, name) {
  try {
    return window[kind].getItem(name);
  } catch {
    return null;
  }
}

export function remember(kind, name, value) {
  try {
    window[kind].setItem(name, value);
  } catch {}
}
