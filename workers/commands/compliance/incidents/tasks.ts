// Lessons become tasks, with somebody who does them and a day on which they are due.

import { finishTask, insertTask } from "../../../store/compliance/notices.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { changing, type IncidentAnswer, type IncidentAt } from "./change.ts";

export function addTask(
  ctx: CommandContext,
  at: IncidentAt,
  task: { what: string; owner: string; due: number },
): Promise<Outcome<IncidentAnswer>> {
  return changing<[]>(
    ctx,
    at,
    () => [],
    ({ state }, _rows, db) => {
      const id = newId();
      const facts = [insertTask(db, at.salon, at.incident, { id, ...task }, ctx.now)];
      return { to: state, what: "task.added", detail: { task: id, due: task.due }, facts };
    },
  );
}

export function doTask(ctx: CommandContext, at: IncidentAt, task: string): Promise<Outcome<IncidentAnswer>> {
  const { actor } = at;
  const by = actor.role === "operator" ? actor.role : actor.account;
  return changing<[]>(
    ctx,
    at,
    () => [],
    ({ state }, _rows, db) => ({
      to: state,
      what: "task.done",
      detail: { task },
      facts: finishTask(db, at.salon, at.incident, { task, by }, ctx.now),
    }),
  );
}
