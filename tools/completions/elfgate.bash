# bash completion of elfgate; names of rules and formats come from the command itself.
_elfgate() {
  local current=$2 previous=$3 subcommand='' word
  COMPREPLY=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      check | gate | query | scan | ldd | explain | waivers | snapshot | ldd-check | rules | formats)
        subcommand=$word
        break
        ;;
    esac
  done
  local choices=''
  case $previous in
    --format) choices=$("${COMP_WORDS[0]}" formats reports 2>/dev/null | cut -d' ' -f1) ;;
    --rule) choices=$("${COMP_WORDS[0]}" rules 2>/dev/null | cut -d' ' -f1) ;;
    --fail-on) choices='error warning info never' ;;
    --color) choices='auto always never' ;;
    --profile) choices='wolfi alpine debian none' ;;
    --arch) choices='x86_64 aarch64' ;;
    --severity)
      choices=$("${COMP_WORDS[0]}" rules 2>/dev/null | cut -d' ' -f1 | sed 's/$/=/')
      compopt -o nospace
      ;;
    --report)
      choices=$("${COMP_WORDS[0]}" formats reports 2>/dev/null | cut -d' ' -f1 | sed 's/$/=/')
      compopt -o nospace
      ;;
    --builder) choices='apk apko' ;;
    query) choices='closure provides needs owns what-if' ;;
    --cache) choices='auto ldconfig image file none' ;;
    --cpu-level) choices='1 2 3 4' ;;
    --library-path | --cwd | --base | --package | --attempts | --stall | --threads | --memory | --world | --remove | --withdraw) return ;;
    --keys | --root | --overlay)
      compopt -o dirnames
      return
      ;;
    --candidate | --baseline | --preload | --facts | --policy | --layer | --replace | --output)
      compopt -o default
      return
      ;;
  esac
  if [[ -z $choices ]]; then
    local run='--help --arch --facts --threads --memory --second-reader --no-progress --offline --attempts --stall'
    case $subcommand in
      '') choices='check gate query scan ldd explain waivers snapshot ldd-check rules formats --help --version' ;;
      check)
        choices="$run --no-facts --facts-read-only --profile --base --policy --keys --fail-on --rule --severity --package --baseline --all-versions --compare-builders --allow-empty
          --format --report --verbose --color"
        ;;
      gate)
        choices="$run --base --candidate --overlay --withdraw --baseline --all --no-facts --facts-read-only --profile --policy --keys --fail-on --rule --severity
          --package --all-versions --compare-builders --allow-empty --format --report --verbose --color"
        ;;
      query)
        choices='--help --layer --arch --facts --no-facts --facts-read-only --index-only --world --base --builder --why --profile --policy
          --remove --withdraw --replace --json --threads --no-progress --offline --attempts --stall'
        ;;
      scan) choices=$run ;;
      snapshot) choices="$run --no-facts --facts-read-only --output" ;;
      waivers) choices="$run --no-facts --facts-read-only --profile --base --policy --keys --json" ;;
      ldd)
        choices='--help --root --package --all --arch --library-path --preload --cache --no-cache --cpu-level --secure --cwd
          --list --paths --format --facts --no-facts --threads --no-progress'
        ;;
      explain)
        choices='--help --root --package --arch --library-path --preload --cache --no-cache --cpu-level --secure --cwd --json --color
          --facts --no-facts --threads --no-progress'
        ;;
      ldd-check)
        choices='--help --packages= --files= --exclude-files= --extra-library-paths= --verbose= --root --strict --allow-empty --threads'
        ;;
      rules) choices='--help' ;;
      formats) choices='reports sources --help' ;;
    esac
    if [[ $current != -* && $subcommand == @(check|query|scan|ldd|explain|waivers|snapshot) ]]; then
      compopt -o default
      return
    fi
  fi
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}
complete -F _elfgate elfgate
