# Completion of sglaunch for fish. sglaunch itself finds the candidates.
function __sglaunch_complete
    set -l typed (commandline -opc)
    set -l answer (command sglaunch __complete fish $typed[2..-1] (commandline -ct) 2>/dev/null)
    switch "$answer[1]"
        case files
            __fish_complete_path (commandline -ct)
        case directories
            __fish_complete_directories (commandline -ct) ''
        case commands
            __fish_complete_command
        case '*'
            printf '%s\n' $answer[2..-1]
    end
end
complete -c sglaunch -f -k -a '(__sglaunch_complete)'
