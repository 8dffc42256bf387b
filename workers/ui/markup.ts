// What a component returns. Hono's `html` tag escapes every value that is not itself markup, so a hostile name is text.
// The tag and not JSX: the same files run under node's type stripping (tests, previews) without a compile step.

import type { HtmlEscapedString } from "hono/utils/html";

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;
