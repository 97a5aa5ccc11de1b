/** Every module that defines procedures: importing this file makes them callable by name. */
import "./audit.ts";
import "./channels.ts";
import "./edit.ts";
import "./markers.ts";
import "./messages.ts";
import "./meta.ts";
import "./pictures.ts";
import "./pins.ts";
import "./reactions.ts";
import "./polls.ts";
import "./roles.ts";
import "./threads.ts";
import "./search.ts";
import "./search-index.ts";
import "./users.ts";
import "./versions.ts";
