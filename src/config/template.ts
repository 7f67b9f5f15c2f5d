/** What `netlint init` writes: everything that can be set, commented out, with its default. */
export const configTemplate = `# netlint.yaml: what netlint does in this folder and below it. "netlint config" prints what is in force and why.
# For an editor that knows JSON Schema: netlint config --schema > netlint.schema.json, and as the first line of this file
# yaml-language-server: $schema=netlint.schema.json

# Level and parameters of rules ("netlint rules list", "netlint explain RULE"). Levels: critical, high, medium, low, info, off.
# The last entry that fits a rule holds.
rules: {}
#  ovs/*: off                        # a glob sets the level of many
#  mtu/tunnel-fragments: medium      # instead of the severity in the rule
#  node/conntrack-nearly-full:
#    level: high
#    params: { percent: 80 }

# Folders with your own rules, seen from this file's folder.
ruleFolders: []

# Findings that somebody accepts, until a day. They are still shown, marked, and fail no gate. All five keys are needed.
waivers: []
#  - rule: neighbours/mac-mismatch
#    target: node/worker-*           # a target key as findings show it; * is any text, ? one character
#    reason: The old switch is replaced in the next maintenance window.
#    owner: network-team
#    expires: 2030-12-31             # the last day on which it holds (UTC); from the next one on the finding counts again

output:
  format: text
  verbose: false
#  files:                            # also written, below this file's folder
#    json: netlint-result.json

gate:
  failOn: high                       # critical, high, medium, low, info, new, new:SEVERITY or never
#  minCoverage: 90                   # percent; exit 3 when less of the checks could be made
#  baseline: netlint-baseline.json   # made by "netlint baseline write SNAPSHOT --out FILE"
`;
