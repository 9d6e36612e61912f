#compdef sglaunch
# Completion of sglaunch for zsh. sglaunch itself finds the candidates.
_sglaunch() {
    local -a answer typed expl
    (( CURRENT > 2 )) && typed=("${(@Q)words[2,CURRENT-1]}")
    answer=("${(@f)$(command sglaunch __complete zsh "${typed[@]}" "${(Q)PREFIX}" 2>/dev/null)}")
    local added=$answer[1]
    shift answer
    (( $#answer )) && _describe -V sglaunch answer -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' && return
    [[ $PREFIX = --*=* ]] && compset -P '*='
    case $added in
        files) _files ;;
        directories) _wanted directories expl directory _path_files -/ ;;
        commands) _command_names -e ;;
        *) return 1 ;;
    esac
}
if [[ $funcstack[1] = _sglaunch ]]; then
    _sglaunch "$@"
else
    compdef _sglaunch sglaunch
fi
