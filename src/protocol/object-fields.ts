/** Fields that many objects of the wire share. */
import { type TSchema, Type } from "@sinclair/typebox";

export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
export const seconds = (description: string) =>
  Type.Number({ description: `${description}; Unix seconds with fraction` });
