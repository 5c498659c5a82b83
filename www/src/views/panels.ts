/** What stands around the cluster. It is fetched beside the rest of the page, and run when the cluster is drawn. */
import './console.ts';
import './events.ts';
import './inspector.ts';
import './judges.ts';
import './logs.ts';
