/**
 * The web client picks its banner by the text of an error, not by its code: these are its patterns in its order, where
 * the first that matches wins. A text that matches nothing is shown as it is (compatibility.md#error-texts).
 */
const patterns = {
  ignored: /^unknown command/i,
  banned: /you are banned from this server/i,
  "timed out": /you are (?:timed out|muted)/i,
  "missing role": /access denied.*role required/i,
  "missing permission": /access denied.*permission required/i,
  "too quickly": /rate limit/i,
  "login again": /authentication failed|invalid authentication/i,
  "name taken": /username already taken/i,
  "wrong password": /invalid password/i,
  "no registration": /registration is disabled/i,
  "no rotur": /rotur authentication is disabled/i,
  "direct messages": /does not exist/i,
  locked: /thread is locked/i,
  archived: /thread is archived/i,
  "no channel": /channel not found/i,
  "no thread": /thread not found/i,
  "no message": /message not found/i,
  "too long": /message too long/i,
  "no attachment": /attachment.*(?:not found|expired)/i,
  "no attachments": /attachments are disabled/i,
  denied: /you do not have permission/i,
};
export type Banner = keyof typeof patterns;

export function bannerOf(text: string): Banner | null {
  const found = Object.entries(patterns).find(([, pattern]) => pattern.test(text));
  return (found?.[0] ?? null) as Banner | null;
}
