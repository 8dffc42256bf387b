// /webhooks/messenger and /webhooks/instagram: the same provider as WhatsApp's, who asks and signs alike.

import { type Hub, hubRoutes } from "../../whatsapp/door.ts";

const secrets: Pick<Hub, "secrets"> = {
  secrets: ({ MESSENGER_APP_SECRET: app, MESSENGER_VERIFY_TOKEN: verify }) => ({ app, verify }),
};

export const socialRoutes = [
  ...hubRoutes({ path: "/webhooks/messenger", channel: "messenger", name: "Messenger", ...secrets }),
  ...hubRoutes({ path: "/webhooks/instagram", channel: "instagram", name: "Instagram", ...secrets }),
];
