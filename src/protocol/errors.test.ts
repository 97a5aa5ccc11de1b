import { expect, test } from "bun:test";
import { attachmentErrors } from "./attachment-errors.ts";
import { botErrors } from "./bot-errors.ts";
import { channelErrors } from "./channel-errors.ts";
import { errorTable } from "./errors.ts";
import { loginErrors } from "./login-errors.ts";
import { memberErrors } from "./member-errors.ts";
import { messageErrors } from "./message-errors.ts";
import { namedPictureErrors } from "./named-picture-errors.ts";
import { pushErrors } from "./push-errors.ts";
import { requestErrors } from "./request-errors.ts";
import { serverErrors } from "./server-errors.ts";

test("no code is in two tables, where one text would replace the other", () => {
  const tables = [
    requestErrors,
    loginErrors,
    memberErrors,
    channelErrors,
    namedPictureErrors,
    messageErrors,
    pushErrors,
    botErrors,
    attachmentErrors,
    serverErrors,
  ];
  expect(tables.flatMap(Object.keys).toSorted()).toEqual(Object.keys(errorTable).toSorted());
});
