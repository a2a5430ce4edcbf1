# fish completion of elfgate; names of rules and formats come from the command itself.
set -l subcommands check gate query scan ldd explain waivers snapshot ldd-check rules formats
set -l none "not __fish_seen_subcommand_from $subcommands"
set -l run "__fish_seen_subcommand_from check gate scan waivers snapshot"
set -l all "__fish_seen_subcommand_from check gate scan query waivers snapshot"
set -l world "__fish_seen_subcommand_from check query waivers"
set -l query "__fish_seen_subcommand_from query"
set -l check "__fish_seen_subcommand_from check gate"
set -l gate "__fish_seen_subcommand_from gate"

complete -c elfgate -n $none -f
complete -c elfgate -n $none -a check -d 'Report every library that will not be found'
complete -c elfgate -n $none -a gate -d 'Judge a change: what it newly breaks'
complete -c elfgate -n $none -a query -d 'Ask who provides, needs, owns; what an install brings; what if'
complete -c elfgate -n $none -a scan -d 'Read packages into the facts store'
complete -c elfgate -n $none -a ldd -d 'Show the link map of programs'
complete -c elfgate -n $none -a explain -d 'Say why a library is found where it is'
complete -c elfgate -n $none -a waivers -d 'List waivers and what they hide'
complete -c elfgate -n $none -a snapshot -d 'Put a repository into one small file'
complete -c elfgate -n $none -a ldd-check -d 'Check installed packages'
complete -c elfgate -n $none -a rules -d 'List what check looks for'
complete -c elfgate -n $none -a formats -d 'List the formats of sources and reports'
complete -c elfgate -n $none -s V -l version -d 'Show the version'
complete -c elfgate -s h -l help -d 'Show help'

complete -c elfgate -n $all -l arch -x -a 'x86_64 aarch64' -d 'Only this architecture'
complete -c elfgate -n $all -l facts -r -F -d 'Facts store'
complete -c elfgate -n $all -l threads -x -d 'Threads'
complete -c elfgate -n $run -l memory -x -d 'Bytes of packages held at once'
complete -c elfgate -n $run -l second-reader -d 'Read with LIEF too and compare'
complete -c elfgate -n $all -l no-progress -d 'No progress bar'
complete -c elfgate -n $all -l offline -d 'No network'
complete -c elfgate -n $all -l attempts -x -d 'Attempts for one file'
complete -c elfgate -n $all -l stall -x -d 'Seconds without a byte'

complete -c elfgate -n $world -l no-facts -d 'Read every package, keep nothing'
complete -c elfgate -n $world -l facts-read-only -d 'Use what the facts store holds, write nothing'
complete -c elfgate -n $world -l profile -x -a 'wolfi alpine debian none' -d 'Distribution'
complete -c elfgate -n $world -l base -x -d 'Packages that every installation has'
complete -c elfgate -n $world -l policy -r -F -d 'Policy file'
complete -c elfgate -n $check -l keys -x -a '(__fish_complete_directories)' -d 'Folder of public keys'
complete -c elfgate -n $check -l fail-on -x -a 'error warning info never' -d 'Exit with 1 from this level on'
complete -c elfgate -n $check -l rule -x -a "(elfgate rules 2>/dev/null | string split -f1 ' ')" -d 'Only this rule'
complete -c elfgate -n $check -l severity -x -a "(elfgate rules 2>/dev/null | string split -f1 ' ')=" -d 'Another level for a rule'
complete -c elfgate -n $check -l package -x -d 'Only findings of this package'
complete -c elfgate -n $check -l all-versions -d 'Also versions that a higher one supersedes'
complete -c elfgate -n $check -l compare-builders -d 'Say where apko differs from apk'
complete -c elfgate -n $check -l allow-empty -d 'Nothing to examine is clean'
complete -c elfgate -n $check -l format -x -a "(elfgate formats reports 2>/dev/null | string split -f1 ' ')" -d 'Format of standard output'
complete -c elfgate -n $check -l report -r -a "(elfgate formats reports 2>/dev/null | string split -f1 ' ')=" -d 'Also write a report'
complete -c elfgate -n $check -s v -l verbose -d 'Infos and search lists too'
complete -c elfgate -n $check -l color -x -a 'auto always never' -d 'Colour'

complete -c elfgate -n $query -a 'closure provides needs owns what-if'
complete -c elfgate -n $query -l layer -r -F -d 'A further source'
complete -c elfgate -n $query -l index-only -d 'The packages need not be there'
complete -c elfgate -n $query -l world -x -d 'Further words of the world'
complete -c elfgate -n $query -l builder -x -a 'apk apko' -d 'Whose resolver'
complete -c elfgate -n $query -l why -d 'Say why each package comes along'
complete -c elfgate -n $query -l remove -x -d 'This package leaves'
complete -c elfgate -n $query -l withdraw -x -d 'This version leaves'
complete -c elfgate -n $query -l replace -r -F -d 'This package comes in'
complete -c elfgate -n $query -l json -d 'JSON instead of text'

complete -c elfgate -n "__fish_seen_subcommand_from formats" -f -a 'reports sources'
complete -c elfgate -n "__fish_seen_subcommand_from rules" -f

set -l lddcheck "__fish_seen_subcommand_from ldd-check"
complete -c elfgate -n $lddcheck -f
complete -c elfgate -n $lddcheck -l packages -x -d 'Installed packages'
complete -c elfgate -n $lddcheck -l files -r -F -d 'Files'
complete -c elfgate -n $lddcheck -l exclude-files -r -F -d 'Not these files; patterns'
complete -c elfgate -n $lddcheck -l extra-library-paths -x -d 'In front of LD_LIBRARY_PATH'
complete -c elfgate -n $lddcheck -l verbose -x -a 'true false' -d 'What the loader lists'
complete -c elfgate -n $lddcheck -l root -x -a '(__fish_complete_directories)' -d 'Installed system'
complete -c elfgate -n $lddcheck -l strict -d 'Versions and interpreter too'
complete -c elfgate -n $lddcheck -l allow-empty -d 'Nothing to examine is a pass'
complete -c elfgate -n $lddcheck -l threads -x -d 'Threads'

set -l ldd "__fish_seen_subcommand_from ldd"
complete -c elfgate -n $ldd -l root -x -a "(__fish_complete_directories)" -d 'The system installed in a directory'
complete -c elfgate -n $ldd -l package -x -d 'All files of this package'
complete -c elfgate -n $ldd -l all -d 'All programs and libraries'
complete -c elfgate -n $ldd -l arch -x -a "x86_64 aarch64" -d 'Only this architecture'
complete -c elfgate -n $ldd -l library-path -x -d 'LD_LIBRARY_PATH'
complete -c elfgate -n $ldd -l preload -r -d 'An entry of LD_PRELOAD'
complete -c elfgate -n $ldd -l cache -x -a "auto ldconfig image file none" -d 'Which ld.so.cache'
complete -c elfgate -n $ldd -l no-cache -d 'No ld.so.cache'
complete -c elfgate -n $ldd -l cpu-level -x -a "1 2 3 4" -d 'x86-64-v1 to v4'
complete -c elfgate -n $ldd -l secure -d 'As if setuid'
complete -c elfgate -n $ldd -l cwd -x -d 'Working directory'
complete -c elfgate -n $ldd -l list -d 'Flat'
complete -c elfgate -n $ldd -l paths -d 'Only paths'
complete -c elfgate -n $ldd -l format -x -a "text json jsonl" -d 'Format'
complete -c elfgate -n $ldd -l facts -r -d 'Facts store'
complete -c elfgate -n $ldd -l no-facts -d 'Keep nothing'
complete -c elfgate -n $ldd -l threads -x -d 'Threads'
complete -c elfgate -n $ldd -l no-progress -d 'No progress bar'

set -l explain "__fish_seen_subcommand_from explain"
complete -c elfgate -n $explain -l root -x -a "(__fish_complete_directories)" -d 'The system installed in a directory'
complete -c elfgate -n $explain -l package -x -d 'In the closure of this package'
complete -c elfgate -n $explain -l arch -x -a "x86_64 aarch64" -d 'Only this architecture'
complete -c elfgate -n $explain -l library-path -x -d 'LD_LIBRARY_PATH'
complete -c elfgate -n $explain -l preload -r -d 'An entry of LD_PRELOAD'
complete -c elfgate -n $explain -l cache -x -a "auto ldconfig image file none" -d 'Which ld.so.cache'
complete -c elfgate -n $explain -l no-cache -d 'No ld.so.cache'
complete -c elfgate -n $explain -l cpu-level -x -a "1 2 3 4" -d 'x86-64-v1 to v4'
complete -c elfgate -n $explain -l secure -d 'As if setuid'
complete -c elfgate -n $explain -l cwd -x -d 'Working directory'
complete -c elfgate -n $explain -l json -d 'One JSON object'
complete -c elfgate -n $explain -l color -x -a "auto always never" -d 'Colour'
complete -c elfgate -n $explain -l facts -r -d 'Facts store'
complete -c elfgate -n $explain -l no-facts -d 'Keep nothing'
complete -c elfgate -n $explain -l threads -x -d 'Threads'
complete -c elfgate -n $explain -l no-progress -d 'No progress bar'

complete -c elfgate -n $gate -l base -r -F -d 'What is published'
complete -c elfgate -n $gate -l candidate -r -F -d 'The whole repository after the change'
complete -c elfgate -n $gate -l overlay -r -F -d 'New packages'
complete -c elfgate -n $gate -l withdraw -x -d 'This package leaves'
complete -c elfgate -n $check -l baseline -r -F -d 'Report of known findings'
complete -c elfgate -n '__fish_seen_subcommand_from snapshot' -s o -l output -r -F -d 'The snapshot'
complete -c elfgate -n $gate -l all -d 'Also what was broken before'
