// Who is looking at a chat, or at a salon's desk, right now: sockets that sleep with the object, and requests that wait. Nothing that is said passes
// through here; it lies in D1, and whoever is poked reads it there.

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../../env.ts";

/** A person has a few windows open; the oldest gives way. */
const MOST_SOCKETS = 5;
const MOST_WAITING = 5;

export class ChatRoom extends DurableObject<Env> {
  readonly #waiting = new Set<() => void>();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    // Answered while the object sleeps.
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** A WebSocket that is told when there is something new. */
  override async fetch(): Promise<Response> {
    const open = this.ctx.getWebSockets();
    for (const socket of open.slice(0, Math.max(0, open.length + 1 - MOST_SOCKETS))) socket.close(1013, "too many");
    const { 0: theirs, 1: ours } = new WebSocketPair();
    this.ctx.acceptWebSocket(ours);
    return new Response(null, { status: 101, webSocket: theirs });
  }

  /** Until there is something new (true), or so many milliseconds are over; `most` may wait at once. */
  async wait(milliseconds: number, most = MOST_WAITING): Promise<boolean> {
    if (this.#waiting.size >= most) return false;
    return new Promise<boolean>((done) => {
      const over = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(over);
        done(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(over);
        done(false);
      }, milliseconds);
      this.#waiting.add(over);
    });
  }

  /** There is something new. */
  async poke(): Promise<void> {
    for (const over of [...this.#waiting]) over();
    for (const socket of this.ctx.getWebSockets()) socket.send("new");
  }

  /** What is said comes by the page's form; a socket is not listened to. */
  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }
}
