// The one instance of the module that ships. Nothing is instantiated before the first call.
import availabilityModule from "../../build/ship/availability.wasm";
import { EngineModule } from "./module.ts";

export const engine = new EngineModule(availabilityModule);
