// All style sheets of the kit, in one order, so that a page looks the same whichever page was opened before it.
import './base.css';
import './skeletons.css';
import './values.css';
import './problem.css';
import './clause.css';
import './data-table.css';
import './list-page.css';
import './record-page.css';
