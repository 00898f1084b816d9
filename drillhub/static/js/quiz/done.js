// After the submission nothing waits to be sent any more.

import { Outbox } from "./outbox.js";

new Outbox(document.querySelector("[data-outbox-done]").dataset.outboxDone).clear();
