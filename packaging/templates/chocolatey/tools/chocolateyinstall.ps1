$ErrorActionPreference = 'Stop'

# Chocolatey removes the MSI by its entry in Programs and Features.
$arguments = @{
    packageName    = $env:ChocolateyPackageName
    softwareName   = 'sglaunch'
    fileType       = 'msi'
    url64bit       = '@RELEASE@/@MSI@'
    checksum64     = '@MSI_SHA256@'
    checksumType64 = 'sha256'
    silentArgs     = '/qn /norestart'
    validExitCodes = @(0, 3010)
}
Install-ChocolateyPackage @arguments
