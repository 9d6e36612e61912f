# Completion of sglaunch for fish. sglaunch itself finds the candidates.
function __sglaunch_complete
    # fish reports each command that is missing.
    command -q sglaunch || return
    set -l typed (commandline -opc)
    set -l answer (command sglaunch __complete fish $typed[2..-1] (commandline -ct) 2>/dev/null)
    switch "$answer[1]"
        case files
            # In `--icon=FILE`, the option stays in front of the file.
            set -l option (commandline -ct | string match -r '^--[^=]*=')
            set -l file (commandline -ct | string replace -- "$option" '')
            complete -C "'' $file" | string replace -r '^' -- "$option"
        case directories
            __fish_complete_directories (commandline -ct) ''
        case commands
            __fish_complete_command
        case '*'
            printf '%s\n' $answer[2..-1]
    end
end
complete -c sglaunch -f -k -a '(__sglaunch_complete)'
