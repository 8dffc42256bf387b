// Makes the desk quicker where it can; everything works without it.

import "./desk/calendar.js";
import "./desk/clients.js";
import "./desk/settings.js";
