# Completion of sglaunch for bash, from 3.2 on. sglaunch itself finds the candidates.
_sglaunch() {
    local added line IFS=$'\n'
    COMPREPLY=()
    {
        IFS= read -r added
        while IFS= read -r line; do
            COMPREPLY[${#COMPREPLY[@]}]=$line
        done
    } < <(command sglaunch __complete bash "$2" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    # bash 3.2 has no compopt: it adds files to everything.
    case $added in
        words)
            compopt +o default 2>/dev/null
            # bash 4.3 has no such option.
            compopt -o nosort 2>/dev/null
            ;;
        directories) compopt -o dirnames +o default 2>/dev/null ;;
        commands) COMPREPLY=($(compgen -c -- "$2")) ;;
    esac
    return 0
}
complete -o default -F _sglaunch sglaunch
