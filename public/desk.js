// Makes the desk quicker where it can, and keeps it going without a network; everything else works without it.

import "./desk/calendar.js";
import "./desk/clients.js";
import "./desk/offline.js";
import "./desk/settings.js";
