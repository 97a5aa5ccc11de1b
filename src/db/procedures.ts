/** Every module that defines procedures: importing this file makes them callable by name. */
import "./channels.ts";
import "./edit.ts";
import "./markers.ts";
import "./messages.ts";
import "./meta.ts";
import "./polls.ts";
import "./roles.ts";
import "./threads.ts";
import "./users.ts";
