/** Errors of bots, webhooks and slash commands. */
import type { ErrorEntry } from "./error-entry.ts";

export const botErrors = {
  not_a_bot: { text: "This member is not a bot", when: "`bot_token_reset`, `bot_delete`." },
  token_replaced: {
    text: "The bot's token was replaced: log in with the new one",
    when: "`bot_token_reset` ends the bot's connections with it.",
  },
  webhook_not_found: {
    text: "Webhook not found",
    when: "It does not exist, or the user may not view its channel.",
  },
  slash_not_found: {
    text: "There is no slash command '{command}' here: slash_list has all of them",
    when: "`slash_call`: nobody has registered it, or its bot may not view the channel.",
  },
  slash_denied: {
    text: "You do not have permission to use the slash command '{command}'",
    when: "`slash_call`: the caller has a blocked role, or lacks the member permission `use_slash_commands`.",
  },
  slash_call_not_found: {
    text: "No member has called a command of yours with this id within 24 hours",
    when: "`slash_defer`.",
  },
  slash_call_late: {
    text: "Too late: the time for this answer is over",
    when: "`slash_defer` and `slash_response` after the time limit of a deferred answer.",
  },
  slash_option_not_completed: {
    text: "The bot offers no choices for an option '{option}'",
    when: "`slash_autocomplete`: the command has no such option, or it was registered without `autocomplete`.",
  },
  slash_query_not_found: {
    text: "Nobody waits for these choices any more",
    when: "`slash_choices` after 10 seconds, a second time, or after the member has typed on.",
  },
  slash_argument_invalid: {
    text: "Option '{option}' is not valid: {problem}",
    when: "`slash_call`: an argument doesn't fit the options of the command.",
  },
  slash_command_invalid: {
    text: "Slash command '{command}' is not valid: {problem}",
    when: "`slash_register`: a name is not allowed or in use, or a limit is exceeded. Nothing was registered.",
  },
  plugin_not_found: { text: "This server has no such plugin", when: "`plugins_reload`." },
} as const satisfies Record<string, ErrorEntry>;
