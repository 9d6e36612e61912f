# Completion of sglaunch for PowerShell. sglaunch itself finds the candidates.
Register-ArgumentCompleter -Native -CommandName sglaunch, sglaunch.exe -ScriptBlock {
    param($word, $line, $cursor)
    $typed = @($line.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursor } |
        ForEach-Object { if ($_.Value -is [string]) { $_.Value } else { $_.Extent.Text } })
    $encoding = [Console]::OutputEncoding
    try { [Console]::OutputEncoding = New-Object Text.UTF8Encoding } catch {}
    # Windows PowerShell does not pass an empty word, so that the last one ends in `.`.
    try {
        $program = @(Get-Command sglaunch -CommandType Application)[0]
        $added, $answer = @(& $program __complete powershell $typed "$word." 2>$null)
    } catch {}
    finally { try { [Console]::OutputEncoding = $encoding } catch {} }
    if ($added -eq 'commands') { [Management.Automation.CompletionCompleters]::CompleteCommand($word) }
    # Without candidates, PowerShell adds files.
    foreach ($candidate in $answer) {
        $text, $shown, $description = $candidate -split "`t"
        if (-not $description) { $description = $shown }
        New-Object Management.Automation.CompletionResult $text, $shown, ParameterValue, $description
    }
}
