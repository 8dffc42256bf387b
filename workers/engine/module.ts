// One WebAssembly module behind its raw C ABI (wasm/base/module.h): fill the request, call, read the answer in place.
//
// The module has no state that outlives a call, so concurrent requests share one instance. Everything here is synchronous:
// no `await` may stand between a call and the reading of its answer, which is valid until the next call.

const ABI_VERSION = 1;

interface Exports {
  memory: WebAssembly.Memory;
  abi_version(): number;
  /** Address with room for so many bytes; 0 when refused. */
  reserve(bytes: number): number;
  /** Address of {uint32 ptr, uint32 len}. */
  answer(): number;
}

type Operation = (ptr: number, len: number) => number;

/** An operation's expected failure; `status` is one of the schema's `Status`. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly operation: string;
  readonly status: number;
  constructor(operation: string, status: number) {
    super(`${operation} answered status ${status}`);
    this.operation = operation;
    this.status = status;
  }
}

/** The module trapped. Its instance is gone; the next call gets a fresh one. */
export class EngineTrap extends Error {
  override readonly name = "EngineTrap";
  readonly operation: string;
  constructor(operation: string, cause: unknown) {
    super(`${operation} trapped`, { cause });
    this.operation = operation;
  }
}

/** The answer's bytes inside module memory: `view` spans the whole memory and the answer begins at `at`. */
export interface Answer {
  view: DataView;
  bytes: Uint8Array;
  at: number;
  length: number;
}

export class EngineModule {
  readonly #module: WebAssembly.Module;
  #exports: Exports | null = null;
  #bytes = new Uint8Array();
  #view = new DataView(new ArrayBuffer(0));
  #ptr = 0;
  #room = 0;
  #traps = 0;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** How often an instance was discarded because it trapped. */
  get traps(): number {
    return this.#traps;
  }

  /** Copies the request in, runs the operation, and gives its answer in place. */
  call(operation: string, request: Uint8Array): Answer {
    try {
      const exports = this.#ready();
      if (request.length > this.#room) this.#reserve(exports, operation, request.length);
      if (this.#bytes.buffer !== exports.memory.buffer) this.#look(exports);
      this.#bytes.set(request, this.#ptr);
      const run = (exports as unknown as Record<string, Operation | undefined>)[operation];
      if (run === undefined) throw new TypeError(`The module exports no operation "${operation}".`);
      const status = run(this.#ptr, request.length);
      if (status !== 0) throw new EngineError(operation, status);
      const header = exports.answer();
      if (this.#bytes.buffer !== exports.memory.buffer) this.#look(exports); // the call grew the memory
      const at = this.#view.getUint32(header, true);
      const length = this.#view.getUint32(header + 4, true);
      return { view: this.#view, bytes: this.#bytes, at, length };
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.#exports = null;
      this.#room = 0;
      this.#traps += 1;
      throw new EngineTrap(operation, error);
    }
  }

  #ready(): Exports {
    if (this.#exports !== null) return this.#exports;
    const exports = new WebAssembly.Instance(this.#module).exports as unknown as Exports;
    const version = exports.abi_version();
    if (version !== ABI_VERSION) throw new TypeError(`The module speaks ABI ${version}, not ${ABI_VERSION}.`);
    this.#look(exports);
    this.#exports = exports;
    return exports;
  }

  #reserve(exports: Exports, operation: string, bytes: number): void {
    this.#room = 0;
    this.#ptr = exports.reserve(bytes);
    if (this.#ptr === 0) throw new EngineError(operation, STATUS_TOO_LARGE);
    this.#room = bytes;
  }

  /** Growing a memory detaches its buffer, so views are made anew whenever it is another one. */
  #look(exports: Exports): void {
    this.#bytes = new Uint8Array(exports.memory.buffer);
    this.#view = new DataView(exports.memory.buffer);
  }
}

/** `Status.TooLarge` of availability.fbs: what a refused reservation amounts to. */
const STATUS_TOO_LARGE = 4;
