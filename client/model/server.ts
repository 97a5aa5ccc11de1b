/** What the server shows of itself. */
import type { Model, Reducers, ServerFace } from "./model.ts";

export function withServer(model: Model, face: ServerFace): Model {
  const { name, description, icon, banner, accent } = face;
  return { ...model, server: { name, description, icon, banner, accent } };
}

export const serverReducers = { server_update: withServer } satisfies Partial<Reducers>;
