//! The resources of the programs for Windows: icon, version and manifest.

use std::path::Path;
use std::{env, fs};

use super::resources::{Resource, align, object_file, resource_file};
use super::{Result, out_dir};

const ICON: &str = "assets/sglaunch.ico";

/// The programs, each with the description that Task Manager and Explorer show.
const PROGRAMS: [(&str, &str); 2] = [
    ("sglaunch", "sglaunch"),
    ("sglaunchw", "sglaunch for shortcuts"),
];

const DEVELOPERS: &str = "The sglaunch developers";

/// Types of resources (`winuser.h`).
const RT_ICON: u16 = 3;
const RT_GROUP_ICON: u16 = 14;
const RT_VERSION: u16 = 16;
const RT_MANIFEST: u16 = 24;

/// The manifest. It selects the current version of the dialogs, UTF-8 for the functions of C, sharp
/// text on every screen and paths of more than 260 characters, and tells Windows that no function
/// of an older version has to be imitated (the identifiers are those of Windows 7 to 11).
///
/// <https://learn.microsoft.com/windows/win32/sbscs/application-manifests>
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
<assemblyIdentity type="win32" name="sglaunch" version="VERSION"/>
<dependency><dependentAssembly><assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0" processorArchitecture="*" publicKeyToken="6595b64144ccf1df" language="*"/></dependentAssembly></dependency>
<compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1"><application>
<maxversiontested Id="10.0.18362.1"/>
<supportedOS Id="{35138b9a-5d96-4fbd-8e2d-a2440225f93a}"/>
<supportedOS Id="{4a2f28e3-53b9-4441-ba9c-d69d4a4a6e38}"/>
<supportedOS Id="{1f676c76-80e1-4239-95bb-83d0f6d0da78}"/>
<supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/>
</application></compatibility>
<application xmlns="urn:schemas-microsoft-com:asm.v3"><windowsSettings>
<activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>
<dpiAwareness xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">permonitorv2</dpiAwareness>
<longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
</windowsSettings></application>
<trustInfo xmlns="urn:schemas-microsoft-com:asm.v3"><security><requestedPrivileges><requestedExecutionLevel level="asInvoker" uiAccess="false"/></requestedPrivileges></security></trustInfo>
</assembly>
"#;

/// Writes the resources of each program, and lets the linker add them.
pub fn embed_resources() -> Result<()> {
    let is_msvc = env::var("CARGO_CFG_TARGET_ENV")? == "msvc";
    let arch = env::var("CARGO_CFG_TARGET_ARCH")?;
    let version = version()?;
    for (program, description) in PROGRAMS {
        let resources = resources(program, description, version)?;
        let (extension, content) = if is_msvc {
            ("res", Some(resource_file(&resources)))
        } else {
            ("o", object_file(&resources, &arch))
        };
        let content = content.ok_or("no programs for Windows have this architecture")?;
        let path = out_dir()?.join(program).with_extension(extension);
        fs::write(&path, content)?;
        println!("cargo::rustc-link-arg-bin={program}={}", path.display());
        if is_msvc {
            // Otherwise the linker may add a second one of its own.
            println!("cargo::rustc-link-arg-bin={program}=/MANIFEST:NO");
        }
    }
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed={ICON}");
    Ok(())
}

/// Returns the four parts of the version in Cargo.toml.
fn version() -> Result<[u16; 4]> {
    let part = |name: &str| Ok::<u16, Box<dyn std::error::Error>>(env::var(name)?.parse()?);
    Ok([
        part("CARGO_PKG_VERSION_MAJOR")?,
        part("CARGO_PKG_VERSION_MINOR")?,
        part("CARGO_PKG_VERSION_PATCH")?,
        0,
    ])
}

/// Returns the resources of a program, sorted by kind and name.
fn resources(program: &str, description: &str, version: [u16; 4]) -> Result<Vec<Resource>> {
    let mut resources = icon(&fs::read(Path::new(ICON))?).ok_or("the icon is damaged")?;
    resources.push(Resource {
        kind: RT_VERSION,
        name: 1,
        data: version_info(program, description, version)?,
    });
    let version = version.map(|part| part.to_string()).join(".");
    resources.push(Resource {
        kind: RT_MANIFEST,
        name: 1,
        data: MANIFEST.replace("VERSION", &version).into_bytes(),
    });
    Ok(resources)
}

/// Returns the images of an icon file, and the group that lists them.
///
/// <https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)>
fn icon(file: &[u8]) -> Option<Vec<Resource>> {
    let (header, rest) = file.split_at_checked(6)?;
    let count = u16::from_le_bytes(header[4..].try_into().ok()?);
    let (mut images, mut group) = (Vec::new(), header.to_vec());
    for (name, entry) in (1..=count).zip(rest.chunks_exact(16)) {
        let word = |at: usize| {
            let bytes = entry[at..at + 4].try_into().ok()?;
            usize::try_from(u32::from_le_bytes(bytes)).ok()
        };
        let (length, start) = (word(8)?, word(12)?);
        images.push(Resource {
            kind: RT_ICON,
            name,
            data: file.get(start..)?.get(..length)?.to_vec(),
        });
        // The group has the number of the image in place of its offset.
        group.extend(&entry[..12]);
        group.extend(name.to_le_bytes());
    }
    images.push(Resource {
        kind: RT_GROUP_ICON,
        name: 1,
        data: group,
    });
    Some(images)
}

/// Returns the version information of a program.
///
/// <https://learn.microsoft.com/windows/win32/menurc/vs-versioninfo>
fn version_info(program: &str, description: &str, version: [u16; 4]) -> Result<Vec<u8>> {
    let (text, license) = (
        env::var("CARGO_PKG_VERSION")?,
        env::var("CARGO_PKG_LICENSE")?,
    );
    let file = format!("{program}.exe");
    let copyright = format!("Copyright (c) 2026 {DEVELOPERS}, {license}");
    let strings = [
        ("CompanyName", DEVELOPERS),
        ("FileDescription", description),
        ("FileVersion", &text),
        ("InternalName", program),
        ("LegalCopyright", &copyright),
        ("OriginalFilename", &file),
        ("ProductName", "sglaunch"),
        ("ProductVersion", &text),
    ];
    let strings = strings.map(|(key, value)| {
        let value = wide(value);
        let length = value.len() / 2;
        block(key, &value, length, true, &[])
    });
    // The language of the texts, and UTF-16 as their code page.
    let table = block("040904b0", &[], 0, true, &strings);
    let translation = [0x409_u16, 0x4B0].map(u16::to_le_bytes).concat();
    let translation = block("Translation", &translation, translation.len(), false, &[]);
    let children = [
        block("StringFileInfo", &[], 0, true, &[table]),
        block("VarFileInfo", &[], 0, true, &[translation]),
    ];
    let fixed = fixed_info(version);
    Ok(block(
        "VS_VERSION_INFO",
        &fixed,
        fixed.len(),
        false,
        &children,
    ))
}

/// Returns a `VS_FIXEDFILEINFO`: a program for Windows NT, with the same version for file and
/// product.
fn fixed_info([major, minor, patch, build]: [u16; 4]) -> Vec<u8> {
    let high = u32::from(major) << 16 | u32::from(minor);
    let low = u32::from(patch) << 16 | u32::from(build);
    let words = [
        0xFEEF_04BD,
        0x1_0000,
        high,
        low,
        high,
        low,
        0x3F,
        0,
        0x4_0004,
        1,
        0,
        0,
        0,
    ];
    words.map(u32::to_le_bytes).concat()
}

/// Returns a block: its length, the length of its value, its type, its key, its value and its
/// children, each at a multiple of four.
fn block(key: &str, value: &[u8], length: usize, is_text: bool, children: &[Vec<u8>]) -> Vec<u8> {
    let half = |number: usize| u16::try_from(number).unwrap_or_default().to_le_bytes();
    let mut block = [half(0), half(length), half(is_text.into())].concat();
    block.extend(wide(key));
    for part in [value]
        .into_iter()
        .chain(children.iter().map(Vec::as_slice))
    {
        align(&mut block, 4);
        block.extend(part);
    }
    let size = half(block.len());
    block[..2].copy_from_slice(&size);
    block
}

/// Returns a text as UTF-16 with a zero at its end.
fn wide(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().chain([0]);
    units.flat_map(u16::to_le_bytes).collect()
}

/// Lets Windows look for the imported DLLs in System32 alone, and not beside the program first
/// (`/DEPENDENTLOADFLAG`, `LOAD_LIBRARY_SEARCH_SYSTEM32`; Windows 10 1607). GNU ld has no such
/// option: what it links may find a DLL beside the program that is not one of Windows' `KnownDLLs`.
pub fn import_from_system() -> Result<()> {
    if env::var("CARGO_CFG_TARGET_ENV")? == "msvc" {
        println!("cargo::rustc-link-arg-bins=/DEPENDENTLOADFLAG:0x800");
    }
    Ok(())
}
