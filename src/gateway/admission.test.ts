import { expect, test } from "bun:test";
import { createAddressRules } from "./address.ts";
import { type AdmissionOptions, createAdmission } from "./admission.ts";

test("the answer says why no connection is taken", async () => {
  const answer = async (refusal: ReturnType<AdmissionOptions["refusal"]>) => {
    const admit = createAdmission({
      addresses: () => createAddressRules([]),
      origins: () => ({ origins: null, isPublic: true, publicHost: null }),
      refusal: () => refusal,
      refused() {},
      log: { warn() {} },
    });
    const admitted = admit(new Request("http://127.0.0.1/"), "192.0.2.1");
    return admitted instanceof Response ? `${admitted.status} ${await admitted.text()}` : admitted;
  };
  expect(await answer(null)).toBe("192.0.2.1");
  expect(await answer("full")).toBe("503 Too many connections\n");
  expect(await answer("address_full")).toBe("503 Too many connections from this address\n");
  expect(await answer("stopping")).toBe("503 The server is stopping\n");
});
