/** Every module that defines procedures: importing this file makes them callable by name. */
import "./channels.ts";
import "./edit.ts";
import "./messages.ts";
import "./meta.ts";
import "./roles.ts";
import "./search.ts";
import "./search-index.ts";
import "./users.ts";
