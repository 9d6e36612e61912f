# Completion of sglaunch for elvish. sglaunch itself finds the candidates.
use str
set edit:completion:arg-completer[sglaunch] = {|@words|
    var typed = $words[1..]
    var added @candidates = (e:sglaunch __complete elvish $@typed 2>/dev/null | from-lines)
    for candidate $candidates {
        var text description = (str:split "\t" $candidate)
        edit:complex-candidate $text &code-suffix=' ' &display=(str:trim-right $text'  '$description ' ')
    }
    if (eq $added files) {
        edit:complete-filename $@words
    } elif (eq $added directories) {
        edit:complete-filename $@words | each {|file| if (str:has-suffix $file[stem] /) { put $file } }
    } elif (eq $added commands) {
        edit:complete-sudo $words[0] $words[-1]
    }
}
