// The one instance of each module that ships. Nothing is instantiated before the first call.
import availabilityModule from "../../build/ship/availability.wasm";
import complianceModule from "../../build/ship/compliance.wasm";
import moneyModule from "../../build/ship/money.wasm";
import routingModule from "../../build/ship/routing.wasm";
import { EngineModule } from "./module.ts";

export const engine = new EngineModule(availabilityModule);
export const compliance = new EngineModule(complianceModule);
export const money = new EngineModule(moneyModule);
export const routing = new EngineModule(routingModule);
