// An event appended as a line by a script, as many hooks are written.
const fs = require('fs');
const event = JSON.parse(fs.readFileSync(0, 'utf8'));
fs.appendFileSync(process.argv[2], JSON.stringify(event) + '\n');
