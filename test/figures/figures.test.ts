// One file to run, so that every draft is made once.
import './drawing.suite.js';
import './theory.suite.js';
