// The engine in the browser: the very module that decides at the edge, in a worker of its own, which alone may compile it.

import { EngineModule } from "../../workers/engine/module.ts";
import { merge, startsOf } from "../offline/merge.js";

const ready = WebAssembly.compileStreaming(fetch("/availability.wasm")).then((module) => new EngineModule(module));

const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

const ACTS = {
  merge: ({ day, queue }, engine) => merge(day, bytesOf(day.calendar), queue, engine),
  starts: ({ day, queue = [], wish }, engine) => startsOf(day, bytesOf(day.calendar), queue, wish, engine),
};

addEventListener("message", async ({ data }) => {
  try {
    postMessage({ id: data.id, value: ACTS[data.act](data, await ready) });
  } catch (error) {
    postMessage({ id: data.id, error: String(error) });
  }
});
